'use client'

import type { OperatorRow } from '#protocol/dashboard/account.ts'
import type { Role } from '#protocol/dashboard/roles.ts'
import { Confirmation } from '../acts/confirmation.tsx'
import { useAct } from '../acts/use-act.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { showToast } from '../ui/toast.ts'
import { showUnseen } from '../ui/visible-text.ts'
import { actTexts } from './act-texts.ts'
import { useRoleName } from './role-name.ts'

/** An act on an operator that awaits confirmation. */
export type OperatorAct =
  | { kind: 'changeRole'; operator: OperatorRow; role: Role }
  | { kind: 'endSessions'; operator: OperatorRow }
  | { kind: 'remove'; operator: OperatorRow }

type Props<Kind extends OperatorAct['kind']> = {
  act: Extract<OperatorAct, { kind: Kind }>
  isOwn: boolean
  close: () => void
}

/** Asks before an act changes an operator's role, ends their sessions or removes them. */
export function OperatorDialog(props: { act: OperatorAct | undefined; own: string; close: () => void }) {
  const { act, own, close } = props
  if (act === undefined) return null
  const isOwn = act.operator.id === own
  if (act.kind === 'changeRole') return <ChangeRole act={act} isOwn={isOwn} close={close} />
  if (act.kind === 'remove') return <Remove act={act} isOwn={isOwn} close={close} />
  return <EndSessions act={act} isOwn={isOwn} close={close} />
}

function usePerson({ name, email }: OperatorRow) {
  const t = useTexts(actTexts)
  return { shown: showUnseen(name), objects: [{ label: t.operator, value: `${name} (${email})` }] }
}

function ChangeRole({ act: { operator, role }, isOwn, close }: Props<'changeRole'>) {
  const t = useTexts(actTexts)
  const nameOf = useRoleName()
  const act = useAct()
  const { shown, objects } = usePerson(operator)

  async function change() {
    const asked = { path: { id: operator.id }, body: { role } }
    if ((await act.run('changeRole', asked)) === undefined) return
    showToast(t.roleChanged(shown, nameOf(role)))
    close()
  }

  return (
    <Confirmation
      name="changeRole"
      title={t.changeRoleTitle}
      description={t.changeRoleHow}
      objects={[
        ...objects,
        { label: t.oldRole, value: nameOf(operator.role) },
        { label: t.newRole, value: nameOf(role) },
      ]}
      oneself={isOwn ? t.changeOwnRole : undefined}
      verb={t.changeRoleIt(shown, nameOf(role))}
      act={act}
      perform={change}
      close={close}
    />
  )
}

function EndSessions({ act: { operator }, isOwn, close }: Props<'endSessions'>) {
  const t = useTexts(actTexts)
  const format = useFormat()
  const act = useAct()
  const { shown, objects } = usePerson(operator)

  async function end() {
    const answered = await act.run<{ ended?: number }>('endOperatorSessions', { path: { id: operator.id } })
    if (answered === undefined) return
    showToast(t.sessionsEnded(shown, format.number(answered.ended ?? 0)))
    close()
  }

  return (
    <Confirmation
      name="endOperatorSessions"
      title={t.endSessionsTitle}
      description={t.endSessionsHow}
      objects={objects}
      oneself={isOwn ? t.endOwnSessions : undefined}
      verb={t.endSessionsIt(shown)}
      act={act}
      perform={end}
      close={close}
    />
  )
}

function Remove({ act: { operator }, isOwn, close }: Props<'remove'>) {
  const t = useTexts(actTexts)
  const nameOf = useRoleName()
  const act = useAct()
  const { shown, objects } = usePerson(operator)

  async function remove() {
    if ((await act.run('removeOperator', { path: { id: operator.id } })) === undefined) return
    showToast(t.removed(shown))
    close()
  }

  return (
    <Confirmation
      name="removeOperator"
      title={t.removeTitle}
      description={t.removeHow}
      objects={[...objects, { label: t.role, value: nameOf(operator.role) }]}
      oneself={isOwn ? t.removeYourself : undefined}
      verb={t.removeIt(shown)}
      act={act}
      perform={remove}
      close={close}
    />
  )
}
