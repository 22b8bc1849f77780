import { parser } from '@prometheus-io/lezer-promql';

/** What one expression of Prometheus asks for. */
export interface Asked {
  /** Whether it is PromQL at all. */
  readonly parses: boolean;
  readonly series: readonly string[];
  /** By which labels series are chosen or told apart; those that Prometheus adds itself are left out. */
  readonly labels: readonly { readonly series: string; readonly label: string }[];
}

const added = new Set(['instance', 'job']);

export function readPromQl(expression: string): Asked {
  const tree = parser.parse(expression);
  const textOf = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  let parses = expression.trim() !== '';
  const series: string[] = [];
  const labels: { series: string; label: string }[] = [];
  tree.iterate({
    enter: ({ type, node }) => {
      if (type.isError) parses = false;
      if (type.name !== 'VectorSelector') return;
      const identifier = node.getChild('Identifier');
      if (identifier === null) return;
      const name = textOf(identifier);
      series.push(name);
      const tell = (list: typeof identifier | null, kind: string) => {
        for (const labelled of list?.getChildren(kind) ?? []) {
          const label = textOf(kind === 'LabelName' ? labelled : (labelled.getChild('LabelName') ?? labelled));
          if (!added.has(label) && name !== 'up') labels.push({ series: name, label });
        }
      };
      tell(node.getChild('LabelMatchers'), 'UnquotedLabelMatcher');
      // `sum by (x) (…)` over a series without x is one sum of all, and says nothing of it.
      for (let { parent } = node; parent !== null; { parent } = parent)
        if (parent.name === 'AggregateExpr')
          tell(parent.getChild('AggregateModifier')?.getChild('GroupingLabels') ?? null, 'LabelName');
    },
  });
  return { parses, series, labels };
}
