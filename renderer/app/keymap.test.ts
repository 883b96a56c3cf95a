import { describe, expect, it } from 'vitest'
import type { Command } from '../ui/workbench.ts'
import { bindingsOf, clashOf, createKeymap, isTyping, isUsable, keysOfPress, shownKeys } from './keymap.ts'

const command = (id: string, keys: string, when?: Command['when']): Command => ({
  id,
  title: id,
  keys,
  run: () => {},
  ...(when && { when }),
})

function press(key: string, code: string, held: string[] = []) {
  return {
    key,
    code,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    altKey: held.includes('alt'),
    shiftKey: held.includes('shift'),
  }
}

const always = () => true
const ctrlK = press('k', 'KeyK', ['ctrl'])

describe('keys of commands', () => {
  it('runs the command of one press', () => {
    const keymap = createKeymap([command('palette', 'Mod+P'), command('next', 'F6')], false)
    expect(keymap.step(press('p', 'KeyP', ['ctrl']), always)).toMatchObject({ command: { id: 'palette' } })
    expect(keymap.step(press('F6', 'F6'), always)).toMatchObject({ command: { id: 'next' } })
    expect(keymap.step(press('p', 'KeyP'), always)).toBeNull()
    expect(keymap.step(press('P', 'KeyP', ['ctrl', 'shift']), always)).toBeNull()
  })

  it('takes the command key on a Mac', () => {
    const keymap = createKeymap([command('palette', 'Mod+P')], true)
    expect(keymap.step(press('p', 'KeyP', ['meta']), always)).toMatchObject({ type: 'run' })
    expect(keymap.step(press('p', 'KeyP', ['ctrl']), always)).toBeNull()
  })

  it('follows a chord, with the modifier kept down or not', () => {
    const keymap = createKeymap([command('jobs', 'Mod+K J'), command('at', 'Mod+K A')], false)
    expect(keymap.step(ctrlK, always)).toEqual({ type: 'chord', strokes: 1 })
    expect(keymap.inChord).toBe(true)
    expect(keymap.step(press('j', 'KeyJ'), always)).toMatchObject({ command: { id: 'jobs' } })
    keymap.step(ctrlK, always)
    expect(keymap.step(press('a', 'KeyA', ['ctrl']), always)).toMatchObject({ command: { id: 'at' } })
    expect(keymap.inChord).toBe(false)
  })

  it('loses a chord that goes nowhere, and begins anew', () => {
    const keymap = createKeymap([command('jobs', 'Mod+K J')], false)
    keymap.step(ctrlK, always)
    expect(keymap.step(press('x', 'KeyX'), always)).toEqual({ type: 'lost' })
    expect(keymap.step(press('j', 'KeyJ'), always)).toBeNull()
  })

  it('waits while only a modifier is pressed', () => {
    const keymap = createKeymap([command('map', 'Mod+K Mod+S')], false)
    keymap.step(ctrlK, always)
    // Ctrl itself is let go and pressed again between the two.
    expect(keymap.step(press('Control', 'ControlLeft', ['ctrl']), always)).toBeNull()
    expect(keymap.step(press('s', 'KeyS', ['ctrl']), always)).toMatchObject({ command: { id: 'map' } })
  })

  it('leaves out what cannot be used now', () => {
    const run = command('run', 'Mod+Enter', ['explore.query'])
    const commit = command('commit', 'Mod+Enter', ['git.diff'])
    const keymap = createKeymap([run, commit], false)
    const enter = press('Enter', 'Enter', ['ctrl'])
    expect(keymap.step(enter, (one) => isUsable(one, 'git.diff'))).toMatchObject({
      command: { id: 'commit' },
    })
    expect(keymap.step(enter, (one) => isUsable(one, 'settings'))).toBeNull()
    expect(keymap.step(enter, (one) => isUsable(one, undefined))).toBeNull()
  })

  it('gives what a browser keeps for itself a second key', () => {
    expect(bindingsOf('Mod+W')).toEqual(['Mod+W', 'Mod+K W'])
    expect(bindingsOf('Mod+P')).toEqual(['Mod+P'])
    expect(shownKeys('Mod+W', true)).toBe('Mod+K W')
    expect(shownKeys('Mod+W', false)).toBe('Mod+W')
    const keymap = createKeymap([command('recent', 'Ctrl+Tab')], false)
    keymap.step(ctrlK, always)
    expect(keymap.step(press('Tab', 'Tab'), always)).toMatchObject({ command: { id: 'recent' } })
  })

  it('records a press so that the same press runs it', () => {
    for (const mac of [false, true]) {
      for (const event of [
        press('p', 'KeyP', mac ? ['meta'] : ['ctrl']),
        press('ArrowRight', 'ArrowRight', ['alt', 'shift']),
        press('F9', 'F9'),
        press('+', 'Equal', mac ? ['meta', 'shift'] : ['ctrl', 'shift']),
      ]) {
        const keys = keysOfPress(event, mac)
        const keymap = createKeymap([command('own', keys ?? '')], mac)
        expect(keymap.step(event, always)).toMatchObject({ command: { id: 'own' } })
      }
    }
    expect(keysOfPress(press('Shift', 'ShiftLeft', ['shift']), false)).toBeNull()
    expect(isTyping('A')).toBe(true)
    expect(isTyping('Shift+A')).toBe(true)
    expect(isTyping('F6')).toBe(false)
    expect(isTyping('Mod+A')).toBe(false)
  })

  it('names the command that has the same key in the same place', () => {
    const save = command('save', 'Mod+S', ['explore.query'])
    const other = command('other', 'Mod+S', ['explore.query', 'text'])
    expect(clashOf(save, [save, other])?.id).toBe('other')
    expect(clashOf(save, [save, command('diff', 'Mod+S', ['git.diff'])])).toBeUndefined()
    expect(clashOf(command('a', 'Mod+W'), [command('b', 'Mod+K W')])?.id).toBe('b')
  })
})
