/** The title of the tab: the page's, and before it how much waits there. */
let page = 'Recado'
let count = 0

export function showTitle(title: string): void {
  page = title
  write()
}

/** Of what is new elsewhere; 0 shows none. */
export function showCount(now: number): void {
  count = now
  write()
}

function write(): void {
  const mark = count > 0 ? `(${count}) ` : ''
  document.title = `${mark}${page} · Recado`
}
