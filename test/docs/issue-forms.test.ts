import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../../.github/ISSUE_TEMPLATE');
const forms = readdirSync(folder).filter((file) => file !== 'config.yml');
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'), { strict: true, uniqueKeys: true });

// The fields that GitHub takes, and nothing beside them: it shows no form at all where one is wrong.
const text = z.string().trim().min(1);
const id = z.string().regex(/^[\w-]+$/);
const validations = z.strictObject({ required: z.boolean() }).optional();
const question = { label: text, description: text.optional() };
const typed = { ...question, placeholder: text.optional(), value: text.optional() };
const element = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: text }) }),
  z.strictObject({ type: z.literal('input'), id, attributes: z.strictObject(typed), validations }),
  z.strictObject({ type: z.literal('textarea'), id, attributes: z.strictObject({ ...typed, render: text.optional() }), validations }),
  z.strictObject({
    type: z.literal('dropdown'),
    id,
    attributes: z.strictObject({ ...question, options: z.array(text).min(1), multiple: z.boolean().optional() }),
    validations,
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    id,
    attributes: z.strictObject({ ...question, options: z.array(z.strictObject({ label: text, required: z.boolean().optional() })).min(1) }),
  }),
]);
const form = z.strictObject({
  name: text,
  description: text,
  title: text.optional(),
  labels: z.array(text).optional(),
  body: z.array(element).min(1),
});
const config = z.strictObject({
  blank_issues_enabled: z.boolean(),
  contact_links: z.array(z.strictObject({ name: text, url: z.url(), about: text })),
});

test.each(forms)('%s is a form that GitHub takes', (file) => {
  const { body } = form.parse(read(file));
  const asked = body.filter((one) => one.type !== 'markdown');
  expect(asked.length).toBeGreaterThan(0);
  for (const names of [asked.map((one) => one.id), asked.map(({ attributes }) => attributes.label)])
    expect(new Set(names).size).toBe(names.length);
});

test('the forms have names of their own, and the links beside them are whole', () => {
  expect(new Set(forms.map((file) => form.parse(read(file)).name)).size).toBe(forms.length);
  expect(config.parse(read('config.yml')).contact_links.length).toBeGreaterThan(0);
});

test('nobody sends a recording without having said that they looked at it', () => {
  const { body } = form.parse(read('service-differs.yml'));
  expect(body.find((one) => one.type !== 'markdown' && one.id === 'recording')).toMatchObject({ validations: { required: true } });
  expect(body.at(-1)).toMatchObject({
    type: 'checkboxes',
    attributes: { options: [{ label: expect.stringContaining('I looked at the recording') as string, required: true }] },
  });
});
