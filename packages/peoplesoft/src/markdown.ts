/** A table in Markdown; a bar within a cell is escaped. */
export const markdownTable = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
