import type { RegistrationListRow } from '#protocol/dashboard/lists/registrations.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import { tokenColumn } from '../grid/token-column.tsx'
import { AoiClientLink, StateMark } from '../ui/cells.tsx'
import { Count } from '../ui/count.tsx'
import { Dotted } from '../ui/dotted.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { receiverColumn } from './receiver.tsx'
import type { receiverTexts } from './receiver-texts.ts'
import type { texts } from './texts.ts'

type Row = RegistrationListRow

type Texts = { says: (typeof texts)['en']; receivers: (typeof receiverTexts)['en'] }

/** The columns of every list of registrations. */
export function registrationColumns({ says: t, receivers }: Texts, readAt: string): GridColumn<Row>[] {
  return [
    {
      id: 'application',
      header: t.application,
      cell: (row) => <Dotted>{row.applicationName}</Dotted>,
      text: (row) => row.applicationName,
      filter: 'applicationName',
    },
    {
      id: 'aoiClient',
      header: t.aoiClient,
      cell: (row) => <AoiClientLink id={row.aoiClientId} name={row.aoiClientName} />,
      text: (row) => row.aoiClientId,
      filter: 'aoiClientId',
      width: 'w-60',
    },
    {
      id: 'label',
      header: t.label,
      cell: (row) => <PlainText>{row.label ?? '–'}</PlainText>,
      text: (row) => row.label,
      room: 'xl',
      width: 'w-34',
    },
    tokenColumn(t.token),
    receiverColumn(receivers, '3xl'),
    {
      id: 'state',
      header: t.state,
      cell: (row) => (
        <StateMark on={row.endedAt === undefined} label={row.endedAt === undefined ? t.active : t.ended} />
      ),
      width: 'w-28',
    },
    {
      id: 'behind',
      header: t.behind,
      cell: (row) => <Count of={row.behind} />,
      align: 'end',
      room: 'm',
      width: 'w-28',
    },
    {
      id: 'since',
      header: t.since,
      cell: (row) => <Age at={row.createdAt} now={later(readAt, row.createdAt)} />,
      width: 'w-32',
    },
  ]
}
