import type { OverviewNode } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { StateMark } from '../ui/cells.tsx'
import { Age } from '../ui/moment.tsx'
import { PanelTable } from '../ui/panel-table.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

/** The nodes that serve. */
export function Nodes({ nodes, readAt }: { nodes: readonly OverviewNode[]; readAt: string }) {
  const t = useTexts(texts)
  const format = useFormat()
  return (
    <section aria-labelledby="nodes" className="mt-6">
      <h2 id="nodes" className="font-semibold">
        {t.nodes}
      </h2>
      <PanelTable
        labelledBy="nodes"
        headers={[t.node, t.state, t.clientsOnline, t.memory, t.upSince]}
        rows={nodes.map((node) => ({
          key: `${node.name} ${node.startedAt}`,
          head: (
            <>
              <PlainText className="font-mono">{node.name}</PlainText>
              <p className="font-mono text-muted text-small">{t.nodeIs(node.role, node.version)}</p>
            </>
          ),
          cells: [
            <NodeState key="state" node={node} readAt={readAt} />,
            t.online(format.number(node.onlineAoiClients)),
            format.megabytes(node.memoryBytes),
            <Age key="since" at={node.startedAt} now={readAt} />,
          ],
        }))}
      />
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
