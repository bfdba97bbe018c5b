import type { OverviewNode } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { StateMark } from '../ui/cells.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

/** The nodes that serve. */
export function Nodes({ nodes, readAt }: { nodes: readonly OverviewNode[]; readAt: string }) {
  const t = useTexts(texts)
  const format = useFormat()
  const headers = [t.node, t.state, t.clientsOnline, t.memory, t.upSince]
  return (
    <section aria-labelledby="nodes" className="mt-6">
      <h2 id="nodes" className="font-semibold">
        {t.nodes}
      </h2>
      <div className="mt-2 overflow-hidden rounded-panel border border-line bg-surface">
        <table aria-labelledby="nodes" className="w-full text-left max-sm:block">
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
            {nodes.map((node) => (
              <tr
                key={`${node.name} ${node.startedAt}`}
                className="max-sm:grid max-sm:grid-cols-2 max-sm:gap-1 max-sm:p-4 sm:*:px-4 sm:*:py-2"
              >
                <th scope="row" className="wrap-anywhere text-left font-mono font-normal">
                  <PlainText>{node.name}</PlainText>
                  <p className="text-muted text-small">{t.nodeIs(node.role, node.version)}</p>
                </th>
                <td>
                  <NodeState node={node} readAt={readAt} />
                </td>
                <td className="tabular-nums">{t.online(format.number(node.onlineAoiClients))}</td>
                <td className="tabular-nums">{format.megabytes(node.memoryBytes)}</td>
                <td>
                  <Age at={node.startedAt} now={readAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** A silent node may have been killed, or may have lost the database. */
function NodeState({ node, readAt }: { node: OverviewNode; readAt: string }) {
  const t = useTexts(texts)
  if (!node.silent) return <StateMark on={!node.draining} label={node.draining ? t.draining : t.serving} />
  return (
    <>
      <StateMark on={false} label={t.nodeSilent} /> <Age at={node.seenAt} now={readAt} />
    </>
  )
}
