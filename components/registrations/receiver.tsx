import type { Receiver } from '#protocol/dashboard/receiver.ts'
import type { ListRoom } from '../grid/columns.ts'
import { StateMark } from '../ui/cells.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import type { receiverTexts } from './receiver-texts.ts'

type Texts = (typeof receiverTexts)['en']

/** The kind of a receiver in words, with the host of its push service. */
export function ReceiverCell({ receiver, t }: { receiver: Receiver; t: Texts }) {
  const { kind, pushHost } = receiver
  return (
    <>
      {t[kind]}
      {pushHost === undefined ? null : (
        <PlainText className="wrap-anywhere block text-muted text-small">{pushHost}</PlainText>
      )}
    </>
  )
}

/** Whether a member can get a notification now: by its session, or by its push service. */
export function ReceiverState({ online, receiver, t }: { online: boolean; receiver: Receiver; t: Texts }) {
  const connected = receiver.pushHost === undefined ? t.online : t.reachable
  return <StateMark on={online} label={online ? connected : t.offline} />
}

/** The column of every list of members. `room` is the width at which the list has space for it. */
export function receiverColumn<Row extends { receiver: Receiver }>(t: Texts, room: ListRoom) {
  return {
    id: 'receiver',
    header: t.receiver,
    cell: ({ receiver }: Row) => <ReceiverCell receiver={receiver} t={t} />,
    text: ({ receiver }: Row) => receiver.pushHost ?? t[receiver.kind],
    room,
    width: 'w-44',
  }
}
