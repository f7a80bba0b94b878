import { PROBLEMS, type Chapter, type Ledger } from './ledger.js';

/** Prints what has become of each fault. */
export function printReport({ chapters }: Ledger): void {
  const head = ['fault', 'took', 'away', 'wait', 'deliveries', 'told', ...PROBLEMS, 'what'];
  const rows = chapters.map((chapter) => [
    chapter.name,
    seconds((chapter.mendedAt ?? chapter.at) - chapter.at),
    seconds(chapter.awayMs),
    chapter.isOver ? seconds(chapter.waitMs) : 'for ever',
    String(chapter.deliveries),
    String(chapter.excused),
    ...PROBLEMS.map((problem) => String(chapter.count(problem))),
    chapter.detail,
  ]);
  const sum = (of: (chapter: Chapter) => number): string =>
    String(chapters.reduce((total, chapter) => total + of(chapter), 0));
  rows.push([
    'all',
    '',
    '',
    '',
    sum(({ deliveries }) => deliveries),
    sum(({ excused }) => excused),
    ...PROBLEMS.map((problem) => sum((chapter) => chapter.count(problem))),
    '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
    });
    console.log(cells.join('  ').trimEnd());
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

export function isClean({ chapters }: Ledger): boolean {
  return chapters.every(
    (chapter) => chapter.isOver && PROBLEMS.every((problem) => chapter.count(problem) === 0),
  );
}
