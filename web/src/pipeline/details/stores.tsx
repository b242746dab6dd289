import { bytes } from '../../format/numbers.ts'
import { windowOf } from '../nodes.ts'
import { rateOf } from '../rates.ts'
import { detailOf, numberOf } from '../report.ts'
import type { DetailProps } from '../room-drawer.tsx'
import { DeliveryStreams } from './delivery.tsx'
import { Count, Facts, perSecond } from './parts.tsx'

export function LakeDetail(props: DetailProps) {
  const { puts, bytes: written, expired } = detailOf(props.report, 'lake')
  return (
    <>
      <Facts
        facts={[
          ['Objects written', <Count key="puts" value={numberOf(puts)} />],
          ['Bytes written', bytes(numberOf(written))],
          ['Objects expired', <Count key="expired" value={numberOf(expired)} />],
          ['Counted since', 'the start of Tailrace'],
        ]}
      />
      <DeliveryStreams {...props} to={({ destination }) => destination === 'lake'} />
    </>
  )
}

export function SearchDetail(props: DetailProps) {
  const { indices, documents, bytes: size } = detailOf(props.report, 'search')
  const count = numberOf(documents)
  return (
    <>
      <Facts
        facts={[
          ['Documents', <Count key="documents" value={count} />],
          ['Size', bytes(numberOf(size))],
          ['Per document', count > 0 ? bytes(numberOf(size) / count) : '–'],
          ['Indices', <Count key="indices" value={numberOf(indices)} />],
          ['New documents', perSecond(rateOf(props.samples, 'search', windowOf('search')))],
        ]}
      />
      <DeliveryStreams {...props} to={({ destination }) => destination === 'index'} />
    </>
  )
}
