type EnterPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'isComposing' | 'keyCode'>

/** Whether a key press sends the message. While an input method composes a word, Enter only takes the word:
 * Safari tells that by key code 229 alone. On a touch keyboard, which has no Shift+Enter, Enter is a new line. */
export function whatEnterDoes(press: EnterPress, isTouch: boolean): 'send' | 'nothing' {
  if (press.key !== 'Enter' || press.isComposing || press.keyCode === 229) return 'nothing'
  return press.shiftKey || press.altKey || isTouch ? 'nothing' : 'send'
}
