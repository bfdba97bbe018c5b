'use client'

import { useTexts } from '../i18n/use-texts.ts'
import { SENDERS, type Sender } from './senders.ts'
import { texts } from './texts.ts'

/** The products, one of which the operator chooses. */
export function SenderChoice({
  sender,
  choose,
}: {
  sender: Sender | undefined
  choose: (sender: Sender) => void
}) {
  const t = useTexts(texts)
  return (
    <fieldset>
      <legend className="font-medium text-small">{t.sender}</legend>
      <div className="mt-1 grid grid-cols-2 gap-1.5 sm:grid-cols-3">
        {SENDERS.map((each) => (
          <label
            key={each.id}
            className="flex min-h-9 items-center gap-1.5 rounded-control border border-edge px-2 py-1 hover:border-ink has-checked:border-accent has-checked:bg-sunken"
          >
            <input
              type="radio"
              name="sender"
              required
              value={each.id}
              checked={sender?.id === each.id}
              onChange={() => choose(each)}
            />
            <span className="wrap-anywhere min-w-0">{each.name ?? t.webhook}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
