export const DISTRIBUTOR_NAME = 'org.unifiedpush.Distributor.aoi'
export const DISTRIBUTOR_PATH = '/org/unifiedpush/Distributor'
export const CONNECTOR_PATH = '/org/unifiedpush/Connector'

const argument = (name: string, type: string, direction: 'in' | 'out') =>
  `      <arg name="${name}" type="${type}" direction="${direction}"/>`

const method = (name: string, ...args: string[]) =>
  [`    <method name="${name}">`, ...args, '    </method>'].join('\n')

const dictionaries = [argument('args', 'a{sv}', 'in'), argument('res', 'a{sv}', 'out')]

/** The description of the distributor's object, by which D-Bus libraries find its methods and their types. */
export const INTROSPECTION = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
  <interface name="org.unifiedpush.Distributor1">
${method(
  'Register',
  argument('serviceName', 's', 'in'),
  argument('token', 's', 'in'),
  argument('description', 's', 'in'),
  argument('registrationResult', 's', 'out'),
  argument('registrationResultReason', 's', 'out'),
)}
${method('Unregister', argument('token', 's', 'in'))}
  </interface>
  <interface name="org.unifiedpush.Distributor2">
${method('Register', ...dictionaries)}
${method('Unregister', ...dictionaries)}
  </interface>
  <interface name="org.freedesktop.DBus.Introspectable">
${method('Introspect', argument('data', 's', 'out'))}
  </interface>
</node>
`
