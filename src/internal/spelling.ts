/** A metric's name without what documents and service write differently: dots, underscores, capitals. */
export function spelling(name: string): string {
  return name.replace(/[._-]/g, '').toLowerCase();
}
