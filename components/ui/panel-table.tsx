import { Fragment, type ReactNode } from 'react'

type Props = {
  /** The id of the heading. */
  labelledBy: string
  headers: readonly string[]
  rows: readonly { key: string; head: ReactNode; cells: readonly ReactNode[] }[]
}

/** A small table in a panel. On a phone each row is a block, in which each cell has its header before it. */
export function PanelTable({ labelledBy, headers, rows }: Props) {
  return (
    <div className="mt-2 overflow-hidden rounded-panel border border-line bg-surface">
      <table aria-labelledby={labelledBy} className="w-full text-left max-sm:block">
        <thead className="max-sm:sr-only">
          <tr className="border-line border-b text-muted text-small">
            {headers.map((header) => (
              <th key={header} scope="col" className="px-4 py-2 font-normal">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-sm:block">
          {rows.map(({ key, head, cells }) => (
            <tr
              key={key}
              className="max-sm:grid max-sm:grid-cols-[auto_1fr] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:p-4 sm:*:px-4 sm:*:py-2"
            >
              <th scope="row" className="wrap-anywhere text-left font-normal max-sm:col-span-2">
                {head}
              </th>
              {cells.map((cell, index) => {
                const header = headers[index + 1]
                return (
                  <Fragment key={header}>
                    <td aria-hidden="true" className="text-muted text-small sm:hidden">
                      {header}
                    </td>
                    <td className="tabular-nums">{cell}</td>
                  </Fragment>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
