import { SIMULATED_SECRET } from '../secret.ts';
import type { Operation } from '../service/context.ts';
import { integer } from '../service/params.ts';

const CREATED = Date.UTC(2024, 0, 1);

/** The account's contact groups, a page at a time. */
export const describeContactGroupList: Operation = (params, service, requestId) => {
  const page = integer(params, 'PageNumber', 1, 1, 100_000_000);
  const size = integer(params, 'PageSize', 10, 1, 100);
  const groups = service.contactGroups;
  const names = groups.slice((page - 1) * size, page * size);
  const rows = names.map((Name) => ({
    Name,
    Describe: '',
    CreateTime: CREATED,
    UpdateTime: CREATED,
    EnableSubscribed: true,
    EnabledWeeklyReport: false,
    Contacts: { Contact: [`${SIMULATED_SECRET}-contact`] },
  }));
  return JSON.stringify({
    RequestId: requestId,
    Code: '200',
    Message: 'success',
    Success: true,
    Total: groups.length,
    ContactGroups: { ContactGroup: names },
    ContactGroupList: { ContactGroup: rows },
  });
};
