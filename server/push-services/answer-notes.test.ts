import { expect, test } from 'vitest'
import type { PushAnswer } from '#server/core/push-members/push-store.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { AnswerNotes } from './answer-notes.ts'

const ANSWER = {
  registrationId: 1,
  endpoint: 'https://push.example/1',
  status: 201,
  answer: '',
  unsentSeq: 0,
}

function openNotes() {
  const clock = new TestClock()
  const notes = new AnswerNotes({ clock })
  const written: PushAnswer[] = []
  const store = { noteAnswers: async (answers: readonly PushAnswer[]) => void written.push(...answers) }
  return { clock, notes, written, flush: () => notes.flush(store), end: () => notes.end(store) }
}

test('a repeated answer waits a minute, and none is lost', async () => {
  const { clock, notes, written, flush } = openNotes()
  notes.note({ ...ANSWER, acceptedSeq: 1 })
  await flush()
  notes.note({ ...ANSWER, acceptedSeq: 2 })
  clock.advance(1000)
  await flush()
  expect(written).toMatchObject([{ acceptedSeq: 1 }])
  clock.advance(60_000)
  await flush()
  await flush()
  expect(written).toMatchObject([{ acceptedSeq: 1 }, { acceptedSeq: 2 }])
})

test('another answer is written at once, with the progress of the answers that waited', async () => {
  const { notes, written, flush } = openNotes()
  notes.note({ ...ANSWER, acceptedSeq: 1 })
  await flush()
  notes.note({ ...ANSWER, acceptedSeq: 2 })
  notes.note({ ...ANSWER, status: 503, answer: 'busy', acceptedSeq: 0 })
  await flush()
  expect(written.at(-1)).toMatchObject({ status: 503, answer: 'busy', acceptedSeq: 2 })
})

test('the progress at one push service is not that of the next one', async () => {
  const { notes, written, flush } = openNotes()
  notes.note({ ...ANSWER, acceptedSeq: 7 })
  notes.note({ ...ANSWER, endpoint: 'https://push.example/2', acceptedSeq: 0 })
  await flush()
  expect(written).toMatchObject([{ endpoint: 'https://push.example/2', acceptedSeq: 0 }])
})

test('the end writes the repeated answers that wait', async () => {
  const { notes, written, flush, end } = openNotes()
  notes.note({ ...ANSWER, acceptedSeq: 1 })
  await flush()
  notes.note({ ...ANSWER, acceptedSeq: 2 })
  await flush()
  await end()
  await end()
  expect(written).toMatchObject([{ acceptedSeq: 1 }, { acceptedSeq: 2 }])
})
