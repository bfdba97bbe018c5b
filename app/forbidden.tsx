import { Command } from '#components/ui/command.tsx'
import { MessagePage } from '#components/ui/message-page.tsx'

export default function Forbidden() {
  return (
    <MessagePage code="403" title="This page is for the server’s own machine">
      <p>
        It shows who uses this server, and there are no operators to sign in yet. So it is served to loopback
        alone: the request has to come from this machine, to{' '}
        <code className="font-mono text-small">localhost</code> or{' '}
        <code className="font-mono text-small">127.0.0.1</code>, and through no proxy.
      </p>
      <p>From another machine, open a tunnel and then http://localhost:3000 on your own:</p>
      <Command text="ssh -L 3000:127.0.0.1:3000 SERVER" name="the command that opens a tunnel" />
      <p className="text-muted text-small">
        Sending and receiving notifications is not affected. Under a plain <code>next start</code> this page
        is shown to nobody: start the server with <code>npm start</code>.
      </p>
    </MessagePage>
  )
}
