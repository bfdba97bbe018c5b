import { TokenLink } from '../ui/cells.tsx'
import type { GridColumn, ListRoom } from './columns.ts'

type Token = Parameters<typeof TokenLink>[0]

/** The column of a list with the token of each row. Its menu filters by that token. */
export function tokenColumn<Row extends { token: Token & { id: number } }>(
  header: string,
  room?: ListRoom,
): GridColumn<Row> {
  return {
    ...{ id: 'token', header, filter: 'tokenId', width: 'w-26' },
    cell: (row) => <TokenLink {...row.token} />,
    text: (row) => row.token.fingerprint,
    filterValue: (row) => String(row.token.id),
    ...(room === undefined ? {} : { room }),
  }
}
