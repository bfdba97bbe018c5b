import { LIMITS } from '#protocol/limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { PlainText } from '../ui/plain-text.tsx'
import { Section } from '../ui/section.tsx'
import { texts } from './texts.ts'
import { writeLimit } from './write-limit.ts'

/** A variable without `value` is a secret; `undefined` if the role may not see the configuration. */
export type Configuration = { variable: string; value?: string; set: boolean }[] | undefined

/** The server's configuration, for roles that may see it, and the server's limits. */
export function ServerSettings({ configuration }: { configuration: Configuration }) {
  const t = useTexts(texts)
  const format = useFormat()
  return (
    <>
      {configuration === undefined ? null : (
        <Section title={t.server} lead={t.serverIs}>
          <Values
            headers={[t.variable, t.value]}
            rows={configuration.map(({ variable, value, set }) => [
              variable,
              !set ? t.unset : value === undefined ? t.set : value,
            ])}
          />
        </Section>
      )}
      <Section title={t.limits} lead={t.limitsIs}>
        <details>
          <summary className="min-h-6 w-fit cursor-pointer">{t.limits}</summary>
          <Values
            headers={[t.name, t.value]}
            rows={Object.entries(LIMITS).map(([name, value]) => [name, writeLimit({ name, value }, format)])}
          />
        </details>
      </Section>
    </>
  )
}

function Values({ headers, rows }: { headers: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <table className="mt-2 text-small">
      <thead>
        <tr className="border-line border-b text-left text-muted">
          {headers.map((header) => (
            <th key={header} scope="col" className="py-1 pr-6 font-normal">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map(([name = '', value = '']) => (
          <tr key={name}>
            <th scope="row" className="wrap-anywhere py-1 sm:min-w-72 pr-6 text-left font-mono font-normal">
              {name}
            </th>
            <td className="wrap-anywhere py-1 tabular-nums">
              <PlainText>{value}</PlainText>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
