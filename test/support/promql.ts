/** Expressions of Prometheus by its own grammar: which metrics they select, and which labels they ask of them. */
import { parser } from '@prometheus-io/lezer-promql'

export type Asked = { metric: string; labels: string[] }

type Node = ReturnType<typeof parser.parse>['topNode']

/** Throws where the grammar finds a mistake. */
export function asked(expression: string): Asked[] {
  const tree = parser.parse(expression)
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) throw new Error(`${expression}: a mistake at ${from}: ${expression.slice(from, from + 20)}`)
    },
  })
  const textOf = ({ from, to }: Node) => expression.slice(from, to)
  const found: Asked[] = []
  tree.iterate({
    enter(at) {
      if (at.name !== 'VectorSelector') return
      const metric = at.node.getChild('Identifier')
      if (metric === null) throw new Error(`${expression}: a selector without a name`)
      const matchers = at.node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
      const labels = matchers.flatMap((one) => one.getChildren('LabelName')).map(textOf)
      found.push({ metric: textOf(metric), labels: [...labels, ...groupings(at.node).map(textOf)] })
    },
  })
  return found
}

/** Of every aggregation around it. */
function groupings(node: Node): Node[] {
  const labels: Node[] = []
  for (let around = node.parent; around !== null; around = around.parent) {
    if (around.name !== 'AggregateExpr') continue
    labels.push(...(around.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []))
  }
  return labels
}
