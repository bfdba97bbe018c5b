import { MessagePage } from '#components/ui/message-page.tsx'

export default function Forbidden() {
  return (
    <MessagePage inside code="403" title="Your role may not see this page">
      <p>
        Each page asks for a role: auditors see everything but payloads, viewers payloads as well but not the
        audit, operators may act, and admins manage keys and operators. An admin of this server can change
        yours.
      </p>
      <p>
        <a href="/" className="text-accent underline underline-offset-2">
          Back to the overview
        </a>
      </p>
      <p className="text-muted text-small">
        Under a plain <code>next start</code> these pages are shown to nobody: start the server with{' '}
        <code>npm start</code>.
      </p>
    </MessagePage>
  )
}
