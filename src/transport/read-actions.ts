const READ = /^(Describe|Get|Diagnose|List|Cursor$|BatchExport$)/;

/** Whether an operation changes nothing, by its name. */
export function isRead(action: string): boolean {
  return READ.test(action);
}
