export { notRecorded } from './not-recorded.ts';
export { RecordedAnswers } from './recorded-answers.ts';
export { responseOf } from './response.ts';
