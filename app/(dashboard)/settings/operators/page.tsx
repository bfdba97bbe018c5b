import { connection } from 'next/server'
import { OperatorsView } from '#components/operators/operators-view.tsx'
import { admitTo } from '../../../admit-to.ts'
import { findOperators } from './find-operators.ts'

export const metadata = { title: 'Operators' }

export default async function OperatorsPage() {
  await connection()
  const { operator } = await admitTo('operators')
  return <OperatorsView initial={await findOperators()} own={operator.id} />
}
