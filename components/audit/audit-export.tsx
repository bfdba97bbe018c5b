import { filtersOf, type ListParams } from '../grid/list-params.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { dashboardUrl } from '../live/dashboard-api.ts'
import { buttonClass } from '../ui/button.tsx'
import { texts } from './texts.ts'

const FORMATS = [
  { format: 'ndjson', label: 'NDJSON' },
  { format: 'csv', label: 'CSV' },
] as const

/** Downloads of everything that matches the filters, the oldest row first. */
export function AuditExport({ params }: { params: ListParams }) {
  const t = useTexts(texts)
  return FORMATS.map(({ format, label }) => (
    <a
      key={format}
      href={dashboardUrl('exportAudit', { query: { ...filtersOf(params), format } })}
      download
      aria-label={`${t.exportAs}: ${label}`}
      className={buttonClass()}
    >
      <span aria-hidden="true">↓</span> {label}
    </a>
  ))
}
