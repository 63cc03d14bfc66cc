/** `exec_command × 3, apply_patch`; empty where none was called. */
export function toolsCalled(tools: Readonly<Record<string, number>> | null): string {
  const shown = Object.entries(tools ?? {}).map(([name, calls]) => (calls === 1 ? name : `${name} × ${calls}`))
  return shown.join(', ')
}
