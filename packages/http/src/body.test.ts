import { expect, test } from 'vitest'
import { readBody } from './body.ts'

const read = (text: string, type = '') => readBody(Buffer.from(text), type)

test('JSON is JSON although old tools call it text/xml', () => {
  expect(read('\uFEFF {"a": 1.0}', 'text/xml')).toEqual({ is: 'json', value: { a: '1.0' } })
})

test('a login page is HTML although it calls itself JSON', () => {
  expect(read('<!-- x -->\n<!DOCTYPE HTML PUBLIC "-//W3C"><html></html>', 'application/json').is).toBe('html')
  expect(read('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>').is).toBe('html')
})

test('an IBResponse is XML', () => {
  expect(read('<?xml version="1.0"?><IBResponse type="error"/>', 'text/html').is).toBe('xml')
})

test('cut JSON is text, blanks are empty', () => {
  expect(read('{"data": [{"id": 1', 'application/json')).toEqual({ is: 'text', text: '{"data": [{"id": 1' })
  expect(read(' \r\n')).toEqual({ is: 'empty' })
})

test('a bare JSON text counts only where it is called JSON', () => {
  expect(read('"done"', 'application/json; charset=utf-8')).toEqual({ is: 'json', value: 'done' })
  expect(read('"done"', 'text/plain').is).toBe('text')
})
