import { sparkPath } from "./spark-path";

const WIDTH = 100;
const HEIGHT = 14;

export const Spark = ({ values, title }: { readonly values: readonly (number | null)[]; readonly title: string }) => (
  <svg class="spark" viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} preserveAspectRatio="none" role="img" aria-label={title}>
    <title>{title}</title>
    <path d={sparkPath(values, WIDTH, HEIGHT)} />
  </svg>
);
