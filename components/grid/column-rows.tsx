import { COLUMN_WIDTHS, type ColumnWidth } from '#protocol/dashboard/views.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { CheckBox } from '../ui/check-box.tsx'
import { moveColumn } from './arrange-columns.ts'
import { USUAL_LOOK } from './use-grid-look.ts'
import type { ViewedList } from './use-views.ts'
import { viewTexts } from './view-texts.ts'

type Column = ViewedList['columns'][number]
type LineProps = Pick<ViewedList, 'columns' | 'look' | 'setLook'> & { column: Column; place: number }

/** The order, visibility and width of the columns. The first column names the row and stays. */
export function ColumnRows({ columns, look, setLook }: ViewedList) {
  const t = useTexts(viewTexts)
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{t.columns}</h3>
      <ul className="grid gap-1">
        {columns.map((column, place) => (
          <ColumnLine key={column.id} {...{ column, place, columns, look, setLook }} />
        ))}
      </ul>
      <div className="flex justify-end">
        <Button onClick={() => setLook({ ...USUAL_LOOK, density: look.density })}>{t.resetColumns}</Button>
      </div>
    </section>
  )
}

function ColumnLine({ column: { id, header }, place, columns, look, setLook }: LineProps) {
  const t = useTexts(viewTexts)
  const isFirst = place === 0
  const ids = columns.map((column) => column.id)
  const move = (by: -1 | 1) => setLook({ ...look, order: moveColumn(ids, id, by) })
  const show = (isShown: boolean) => {
    const others = look.hidden.filter((hidden) => hidden !== id)
    setLook({ ...look, hidden: isShown ? others : [...others, id] })
  }
  const widen = (width: string) => {
    const { [id]: _, ...others } = look.widths
    setLook({ ...look, widths: width === '' ? others : { ...others, [id]: width as ColumnWidth } })
  }
  return (
    <li className="flex flex-wrap items-center gap-2">
      <CheckBox
        className="wrap-anywhere min-h-8 min-w-0 flex-1 basis-40"
        aria-label={t.shown(header)}
        label={header}
        checked={!look.hidden.includes(id)}
        disabled={isFirst}
        onChange={show}
      />
      <Button aria-label={t.left(header)} disabled={place < 2} onClick={() => move(-1)}>
        <span aria-hidden="true">←</span>
      </Button>
      <Button
        aria-label={t.right(header)}
        disabled={isFirst || place === columns.length - 1}
        onClick={() => move(1)}
      >
        <span aria-hidden="true">→</span>
      </Button>
      <select
        aria-label={t.widthOf(header)}
        value={look.widths[id] ?? ''}
        onChange={(event) => widen(event.target.value)}
        className="min-h-8 rounded-control border border-edge bg-surface px-2 text-small"
      >
        <option value="">{t.usual}</option>
        {COLUMN_WIDTHS.map((width) => (
          <option key={width} value={width}>
            {t[width]}
          </option>
        ))}
      </select>
    </li>
  )
}
