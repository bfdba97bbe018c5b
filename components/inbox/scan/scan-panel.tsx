'use client'

import { useEffect, useRef, useState } from 'react'
import { readJoinLink } from '#protocol/join-link.ts'
import { useTexts } from '../../i18n/use-texts.ts'
import { Button } from '../../ui/button.tsx'
import { readScanState, scanCode } from './scan-code.ts'
import { type ScanFailure, type ScanState, scanFailureOf } from './scan-state.ts'
import { scanTexts } from './scan-texts.ts'

type Props = { onLink: (text: string) => void; disabled: boolean }

/** Scans the QR code of a join link with the camera, or says why this browser cannot. */
export function ScanPanel({ onLink, disabled }: Props) {
  const t = useTexts(scanTexts)
  const [state, setState] = useState<ScanState>()
  const [isOn, setOn] = useState(false)
  const [failure, setFailure] = useState<ScanFailure>()
  useEffect(() => void readScanState().then(setState), [])
  if (state === undefined) return null
  if (state !== 'ready') return <p className="text-muted text-small">{t[state]}</p>

  function end(reason?: ScanFailure) {
    setOn(false)
    setFailure(reason)
  }

  return (
    <div className="grid justify-items-start gap-2">
      {isOn ? (
        <Camera
          onLink={(text) => {
            end()
            onLink(text)
          }}
          onFailure={end}
        />
      ) : null}
      <Button
        disabled={disabled}
        onClick={() => {
          setFailure(undefined)
          setOn(!isOn)
        }}
      >
        {isOn ? t.stop : t.scan}
      </Button>
      {failure === undefined ? null : (
        <p role="alert" className="text-warning">
          {t[failure]}
        </p>
      )}
    </div>
  )
}

/** Runs the camera as long as it is on the page. */
function Camera(props: { onLink: (text: string) => void; onFailure: (reason: ScanFailure) => void }) {
  const t = useTexts(scanTexts)
  const video = useRef<HTMLVideoElement>(null)
  const [isOther, setOther] = useState(false)
  const ends = useRef(props)
  ends.current = props
  useEffect(() => {
    const abort = new AbortController()
    if (video.current === null) return
    const isWanted = (text: string) => readJoinLink(text).kind === 'join'
    scanCode(video.current, { isWanted, onOther: () => setOther(true), signal: abort.signal }).then(
      (text) => ends.current.onLink(text),
      (error: unknown) => {
        const name = error instanceof Error ? error.name : ''
        if (!abort.signal.aborted) ends.current.onFailure(scanFailureOf(name))
      },
    )
    return () => abort.abort()
  }, [])
  return (
    <div className="w-full max-w-sm">
      <video
        ref={video}
        aria-label={t.camera}
        muted
        playsInline
        className="aspect-square w-full rounded-panel border border-line bg-sunken object-cover"
      />
      <p role="status" className={isOther ? 'mt-1 text-warning' : 'mt-1 text-muted text-small'}>
        {isOther ? t.notALink : t.hint}
      </p>
    </div>
  )
}
