/** Numbers of the GGUF file format, version 3 (the specification is ggml's docs/gguf.md). */
export const ggufMagic = 0x46554747
export const ggufVersion = 3
export const defaultAlignment = 32

export const valueType = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const

/** Bytes of a value of fixed size; strings and arrays are absent. */
export const valueSizeBytes: ReadonlyMap<number, number> = new Map([
  [valueType.uint8, 1],
  [valueType.int8, 1],
  [valueType.uint16, 2],
  [valueType.int16, 2],
  [valueType.uint32, 4],
  [valueType.int32, 4],
  [valueType.float32, 4],
  [valueType.bool, 1],
  [valueType.uint64, 8],
  [valueType.int64, 8],
  [valueType.float64, 8],
])

export type TensorLayout = {
  readonly name: string
  /** Weights that are stored together. */
  readonly blockWeights: number
  readonly blockBytes: number
}

/** How ggml lays out each tensor type, by its number in the file. */
export const tensorLayouts: ReadonlyMap<number, TensorLayout> = new Map([
  [0, { name: 'F32', blockWeights: 1, blockBytes: 4 }],
  [1, { name: 'F16', blockWeights: 1, blockBytes: 2 }],
  [2, { name: 'Q4_0', blockWeights: 32, blockBytes: 18 }],
  [3, { name: 'Q4_1', blockWeights: 32, blockBytes: 20 }],
  [6, { name: 'Q5_0', blockWeights: 32, blockBytes: 22 }],
  [7, { name: 'Q5_1', blockWeights: 32, blockBytes: 24 }],
  [8, { name: 'Q8_0', blockWeights: 32, blockBytes: 34 }],
  [9, { name: 'Q8_1', blockWeights: 32, blockBytes: 36 }],
  [10, { name: 'Q2_K', blockWeights: 256, blockBytes: 84 }],
  [11, { name: 'Q3_K', blockWeights: 256, blockBytes: 110 }],
  [12, { name: 'Q4_K', blockWeights: 256, blockBytes: 144 }],
  [13, { name: 'Q5_K', blockWeights: 256, blockBytes: 176 }],
  [14, { name: 'Q6_K', blockWeights: 256, blockBytes: 210 }],
  [15, { name: 'Q8_K', blockWeights: 256, blockBytes: 292 }],
  [16, { name: 'IQ2_XXS', blockWeights: 256, blockBytes: 66 }],
  [17, { name: 'IQ2_XS', blockWeights: 256, blockBytes: 74 }],
  [18, { name: 'IQ3_XXS', blockWeights: 256, blockBytes: 98 }],
  [19, { name: 'IQ1_S', blockWeights: 256, blockBytes: 50 }],
  [20, { name: 'IQ4_NL', blockWeights: 32, blockBytes: 18 }],
  [21, { name: 'IQ3_S', blockWeights: 256, blockBytes: 110 }],
  [22, { name: 'IQ2_S', blockWeights: 256, blockBytes: 82 }],
  [23, { name: 'IQ4_XS', blockWeights: 256, blockBytes: 136 }],
  [24, { name: 'I8', blockWeights: 1, blockBytes: 1 }],
  [25, { name: 'I16', blockWeights: 1, blockBytes: 2 }],
  [26, { name: 'I32', blockWeights: 1, blockBytes: 4 }],
  [27, { name: 'I64', blockWeights: 1, blockBytes: 8 }],
  [28, { name: 'F64', blockWeights: 1, blockBytes: 8 }],
  [29, { name: 'IQ1_M', blockWeights: 256, blockBytes: 56 }],
  [30, { name: 'BF16', blockWeights: 1, blockBytes: 2 }],
  [34, { name: 'TQ1_0', blockWeights: 256, blockBytes: 54 }],
  [35, { name: 'TQ2_0', blockWeights: 256, blockBytes: 66 }],
  [39, { name: 'MXFP4', blockWeights: 32, blockBytes: 17 }],
])

/** What `general.file_type` calls the quantisation of most of a model. */
export const fileTypeNames: ReadonlyMap<number, string> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [7, 'Q8_0'],
  [8, 'Q5_0'],
  [9, 'Q5_1'],
  [10, 'Q2_K'],
  [11, 'Q3_K_S'],
  [12, 'Q3_K_M'],
  [13, 'Q3_K_L'],
  [14, 'Q4_K_S'],
  [15, 'Q4_K_M'],
  [16, 'Q5_K_S'],
  [17, 'Q5_K_M'],
  [18, 'Q6_K'],
  [19, 'IQ2_XXS'],
  [20, 'IQ2_XS'],
  [21, 'Q2_K_S'],
  [22, 'IQ3_XS'],
  [23, 'IQ3_XXS'],
  [24, 'IQ1_S'],
  [25, 'IQ4_NL'],
  [26, 'IQ3_S'],
  [27, 'IQ3_M'],
  [28, 'IQ2_S'],
  [29, 'IQ2_M'],
  [30, 'IQ4_XS'],
  [31, 'IQ1_M'],
  [32, 'BF16'],
  [36, 'TQ1_0'],
  [37, 'TQ2_0'],
  [38, 'MXFP4'],
])

/** Byte `b` as the visible character that byte-level BPE vocabularies write for it. */
export const byteCharacters: readonly string[] = makeByteCharacters()

function makeByteCharacters(): string[] {
  const characters: string[] = []
  let next = 256
  for (let byte = 0; byte < 256; byte++) {
    const visible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
    characters.push(String.fromCodePoint(visible ? byte : next++))
  }
  return characters
}
