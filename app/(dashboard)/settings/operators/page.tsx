import { connection } from 'next/server'
import { OperatorsView } from '#components/operators/operators-view.tsx'
import { admitTo } from '../../../admit-to.ts'
import { titleOf } from '../../../page-title.ts'
import { findOperators } from './find-operators.ts'

export const generateMetadata = titleOf('operators')

export default async function OperatorsPage() {
  await connection()
  const { operator } = await admitTo('operators')
  return <OperatorsView initial={await findOperators()} own={operator.id} />
}
