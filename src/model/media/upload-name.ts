/** The name of a file as it stands in the address of an upload to Meta. Pure. */
export function fileName(name: string): string {
  const kept = name.replace(/[^A-Za-z0-9._-]/g, '').slice(-100)
  return kept === '' ? 'sample' : kept
}
