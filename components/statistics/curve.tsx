import { useTexts } from '../i18n/use-texts.ts'
import { areaPath, curvePath, mostOf, type Values } from './curve-path.ts'
import { texts } from './texts.ts'

export type CurveLine = { values: Values; look: 'area' | 'line' | 'faint' }

type Props = {
  name: string
  lines: readonly CurveLine[]
  format: (value: number) => string
  /** The point that the reader looks at. */
  place: number
  onPlace: (place: number) => void
}

const STROKES = { area: 'stroke-accent', line: 'stroke-accent', faint: 'stroke-muted' } as const

/** One value over time: as an area, or as lines over each other. */
export function Curve({ name, lines, format, place, onPlace }: Props) {
  const t = useTexts(texts)
  const count = lines[0]?.values.length ?? 1
  const last = Math.max(1, count - 1)
  const most = mostOf(...lines.map(({ values }) => values))
  return (
    <figure className="min-w-0 md:last-of-type:odd:col-span-2">
      <figcaption className="flex flex-wrap justify-between gap-x-3 text-small">
        <span>{name}</span>
        <span className="text-muted tabular-nums">{t.upTo(format(most))}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={t.curve(name, format(most))}
        viewBox={`0 0 ${last} 1`}
        preserveAspectRatio="none"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          onPlace(Math.round(((event.clientX - box.left) / box.width) * last))
        }}
        className="mt-1 block h-20 w-full overflow-visible border-edge border-b"
      >
        {lines.map(({ values, look }) => (
          <g key={look}>
            {look === 'area' ? (
              <path
                d={areaPath(
                  values.map((value) => value ?? 0),
                  most,
                )}
                className="fill-accent"
                fillOpacity="0.15"
              />
            ) : null}
            <path
              d={curvePath(values, most)}
              vectorEffect="non-scaling-stroke"
              strokeLinecap="round"
              strokeWidth={look === 'faint' ? 1 : 1.5}
              className={`fill-none ${STROKES[look]}`}
            />
          </g>
        ))}
        <line
          x1={place}
          x2={place}
          y2="1"
          vectorEffect="non-scaling-stroke"
          className="stroke-edge"
          strokeDasharray="3 3"
        />
      </svg>
    </figure>
  )
}
