'use client'

import { useId, useState } from 'react'
import type { HookShape } from '#protocol/hook-shapes.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Command, CopyLines } from '../ui/command.tsx'
import { type HookPlace, type SenderSetting, settingsOf } from './sender-settings.ts'
import { type Sender, sendersOf } from './senders.ts'
import { texts } from './texts.ts'

type Props = {
  shape: HookShape
  place: HookPlace
  /** The product that the operator has chosen; the first one of the shape by default. */
  sender?: Sender | undefined
  /** The place is complete, so its values can be copied. */
  copies: boolean
}

/** The exact settings of one product of a shape for a hook. */
export function SettingsList({ shape, place, sender: chosen, copies }: Props) {
  const t = useTexts(texts)
  const selectId = useId()
  const senders = sendersOf(shape)
  const [id, setId] = useState(chosen?.id ?? senders[0]?.id)
  const sender = senders.find((each) => each.id === id)
  if (sender === undefined) return null
  const { where, settings } = settingsOf(sender, place)
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <label htmlFor={selectId} className="text-small">
          {t.settingsFor}
        </label>
        <select
          id={selectId}
          value={id}
          onChange={(event) => setId(event.target.value)}
          className="min-h-8 rounded-control border border-edge bg-surface px-2"
        >
          {senders.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name ?? t.webhook}
            </option>
          ))}
        </select>
      </div>
      <dl className="grid gap-2">
        {where === undefined ? null : (
          <div>
            <dt className="text-muted text-small">{t.where}</dt>
            {/* The words of the product's own pages, which are English. */}
            <dd lang="en">{where}</dd>
          </div>
        )}
        {settings.map((setting) => (
          <div key={setting.field ?? ''}>
            <dt className="text-muted text-small" lang={setting.field === undefined ? undefined : 'en'}>
              {setting.field ?? t.value}
            </dt>
            <dd className="mt-0.5">
              <Value setting={setting} copies={copies} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Value({ setting: { field, value }, copies }: { setting: SenderSetting; copies: boolean }) {
  const t = useTexts(texts)
  const name = field === undefined ? t.copyWhole : t.copyOf(field)
  if (!copies) return <code className="wrap-anywhere whitespace-pre-wrap font-mono text-small">{value}</code>
  return value.includes('\n') ? <CopyLines text={value} name={name} /> : <Command text={value} name={name} />
}
