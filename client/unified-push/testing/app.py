"""An app for UnifiedPush, by the D-Bus library of Python: app.py NAME LOG

Writes a line of JSON to LOG for each call that it gets, and for each answer to a command. Reads commands from standard
input as lines of JSON: {"do": "register" | "unregister", "version": 1 | 2, ...}, {"do": "hold"} to leave messages
without a reply, {"do": "release"}, {"do": "refuse"} to answer messages with an error.
"""

import json
import os
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME, LOG = sys.argv[1:3]
DISTRIBUTOR = "org.unifiedpush.Distributor"
OBJECT = "/org/unifiedpush/Distributor"
held = []
mode = "reply"


def log(**entry):
    with open(LOG, "a", encoding="utf-8") as file:
        file.write(json.dumps({"pid": os.getpid(), **entry}) + "\n")


def take(call, answer, reply, fail):
    log(**call)
    if call["call"] != "Message" or mode == "reply":
        reply(*answer)
    elif mode == "refuse":
        fail(dbus.DBusException("refused by the test"))
    else:
        held.append(lambda: reply(*answer))


class Version1(dbus.service.Object):
    interface = "org.unifiedpush.Connector1"
    method = dict(dbus_interface=interface, async_callbacks=("reply", "fail"))

    @dbus.service.method(in_signature="says", **method)
    def Message(self, token, message, id, reply, fail):
        call = dict(call="Message", version=1, token=token, message=bytes(message).hex(), id=id)
        take(call, (), reply, fail)

    @dbus.service.method(in_signature="ss", **method)
    def NewEndpoint(self, token, endpoint, reply, fail):
        take(dict(call="NewEndpoint", version=1, token=token, endpoint=endpoint), (), reply, fail)

    @dbus.service.method(in_signature="s", **method)
    def Unregistered(self, token, reply, fail):
        take(dict(call="Unregistered", version=1, token=token), (), reply, fail)


class Version2(dbus.service.Object):
    method = dict(
        dbus_interface="org.unifiedpush.Connector2",
        in_signature="a{sv}",
        out_signature="a{sv}",
        async_callbacks=("reply", "fail"),
    )

    @dbus.service.method(**method)
    def Message(self, args, reply, fail):
        call = dict(call="Message", version=2, token=args["token"], id=args["id"])
        call["message"] = bytes(args["message"]).hex()
        answer = dbus.Dictionary({"id": args["id"]}, signature="sv")
        take(call, (answer,), reply, fail)

    @dbus.service.method(**method)
    def NewEndpoint(self, args, reply, fail):
        call = dict(call="NewEndpoint", version=2, token=args["token"], endpoint=args["endpoint"])
        take(call, (dbus.Dictionary({}, signature="sv"),), reply, fail)

    @dbus.service.method(**method)
    def Unregistered(self, args, reply, fail):
        call = dict(call="Unregistered", version=2, token=args["token"])
        take(call, (dbus.Dictionary({}, signature="sv"),), reply, fail)


class App(Version1, Version2):
    pass


def command(do, version=2, **args):
    global mode
    if do in ("register", "unregister"):
        ask(do.capitalize(), version, args)
    else:
        mode = "reply" if do == "release" else do
        while do == "release" and held:
            held.pop(0)()


def ask(method, version, args):
    names = ["service", "token", "description"] if method == "Register" else ["token"]
    interface = DISTRIBUTOR + str(version)
    # The library finds the types of the arguments by the distributor's introspection.
    proxy = dbus.Interface(bus.get_object(DISTRIBUTOR + ".aoi", OBJECT), interface)
    try:
        call = getattr(proxy, method)
        answer = call(dict(args)) if version == 2 else call(*[args.get(name, "") for name in names])
        log(answer=method, value=answer if version == 2 else list(answer or []))
    except dbus.DBusException as error:
        log(answer=method, error=error.get_dbus_name(), message=error.get_dbus_message())


def read(stream, condition):
    line = stream.readline()
    if line == "":
        return False
    command(**json.loads(line))
    return True


DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
app = App(bus, "/org/unifiedpush/Connector")
# Also when nobody has it: tests look at the log.
name = dbus.service.BusName(NAME, bus, do_not_queue=True)
log(answer="started", value=NAME)
# Unbuffered, or the watch would miss lines that are already in a buffer.
GLib.io_add_watch(os.fdopen(0, closefd=False), GLib.IO_IN | GLib.IO_HUP, read)
GLib.MainLoop().run()
