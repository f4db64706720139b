/** Three digits: 0.534×, 5.34×, 53.4×, 534×. */
export function ratioText(ratio: number): string {
  return `${Number(ratio.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 3 })}×`;
}
