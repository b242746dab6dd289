const SCALE = 2

/**
 * What an element shows, as a picture: its backgrounds, canvases, SVG paths and words where they stand. What is
 * marked `data-unpainted` (buttons) is left out. No library, and nothing that the page's policy would have to allow.
 */
export function paint(card: HTMLElement): HTMLCanvasElement {
  const box = card.getBoundingClientRect()
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(box.width * SCALE)
  canvas.height = Math.ceil(box.height * SCALE)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser can draw no picture.')
  context.scale(SCALE, SCALE)
  context.translate(-box.left, -box.top)
  paintElement(context, card)
  return canvas
}

function paintElement(context: CanvasRenderingContext2D, element: Element) {
  const style = getComputedStyle(element)
  if (style.display === 'none' || style.visibility === 'hidden' || style.clipPath !== 'none') return
  if (element instanceof HTMLElement && element.dataset.unpainted !== undefined) return
  const box = element.getBoundingClientRect()
  context.save()
  context.globalAlpha *= Number(style.opacity)
  if (element instanceof SVGElement) paintSvg(context, element)
  else {
    context.beginPath()
    context.roundRect(
      box.left,
      box.top,
      box.width,
      box.height,
      Number.parseFloat(style.borderTopLeftRadius) || 0,
    )
    context.fillStyle = style.backgroundColor
    context.fill()
    if (style.overflowX !== 'visible') context.clip()
    if (element instanceof HTMLCanvasElement)
      context.drawImage(element, box.left, box.top, box.width, box.height)
    for (const child of element.childNodes) {
      if (child instanceof Element) paintElement(context, child)
      else if (child instanceof Text) paintText(context, child, style)
    }
  }
  context.restore()
}

/** Word by word, so that lines break where they do on the page. */
function paintText(context: CanvasRenderingContext2D, text: Text, style: CSSStyleDeclaration) {
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  context.fillStyle = style.color
  context.textBaseline = 'middle'
  const range = document.createRange()
  for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index)
    range.setEnd(text, index + word.length)
    const { left, top, width, height } = range.getBoundingClientRect()
    if (width > 0) context.fillText(word, left, top + height / 2, width)
  }
}

function paintSvg(context: CanvasRenderingContext2D, svg: SVGElement) {
  for (const shape of svg.querySelectorAll('path')) {
    const style = getComputedStyle(shape)
    const matrix = shape.getScreenCTM()
    if (!matrix) continue
    const path = new Path2D()
    path.addPath(new Path2D(shape.getAttribute('d') ?? ''), matrix)
    context.save()
    context.globalAlpha *= Number(style.opacity)
    if (style.fill !== 'none') {
      context.fillStyle = style.fill
      context.fill(path)
    }
    if (style.stroke !== 'none') {
      const fixed = style.getPropertyValue('vector-effect') === 'non-scaling-stroke'
      context.strokeStyle = style.stroke
      context.lineWidth = Number.parseFloat(style.strokeWidth) * (fixed ? 1 : matrix.a)
      context.stroke(path)
    }
    context.restore()
  }
}
