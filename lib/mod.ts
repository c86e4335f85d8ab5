/**
 * The library behind the program `cnn`: layers that can be read, networks made of them, engines that
 * compute them, training, and the files they live in.
 *
 * @example Train a network on drawn digits, and ask it
 * ```ts
 * import { assertGreater } from "@std/assert";
 *
 * const digits = await findDataset("generated", { folder: "data", seed: 1 }).open("train");
 * const network = new Network(parseArchitecture("conv 4x5 relu, pool 4, softmax 10"));
 * initialize(network, 1);
 * const engine = createEngine(network, { batch: 16, optimizer: new SgdOptimizer() });
 * await train({ engine, images: await digits.read(0, 2000), epochs: 2, learningRate: 0.1, seed: 1 });
 *
 * const { accuracy } = await evaluate(engine, await digits.read(2000, 500));
 * assertGreater(accuracy, 0.5);
 * ```
 *
 * @module
 */

export {
  type Augmentation,
  AUGMENTATION_NAMES,
  type AugmentationName,
  requireAugmentation,
} from "./augmentation/augmentation.ts";
export {
  formatAugmentation,
  parseAugmentation,
  type Refusal,
  type StrengthName,
  STRENGTHS,
} from "./augmentation/augmentation_text.ts";
export {
  type AugmentedBatch,
  type Augmenter,
  createAugmenter,
} from "./augmentation/create_augmenter.ts";
export {
  type Dataset,
  DATASET_NAMES,
  type DatasetOptions,
  findDataset,
  type ImageSource,
  type Part,
} from "./dataset/dataset.ts";
export {
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
  type MirrorFailure,
} from "./dataset/download.ts";
export type { FetchProgress } from "./dataset/fetch_bytes.ts";
export { type IdxImages, parseIdxImages, parseIdxLabels } from "./dataset/idx.ts";
export { countImages, type LabelledImages, slice } from "./dataset/labelled_images.ts";
export {
  createEngine,
  defaultEngineKind,
  type EngineKind,
  type EngineOptions,
} from "./engine/create_engine.ts";
export type { Engine } from "./engine/engine.ts";
export type { EngineState } from "./engine/engine_state.ts";
export type { Optimizer, OptimizerStep } from "./engine/optimizer.ts";
export type { StepOptions } from "./engine/step_options.ts";
export { CompiledEngine, type CompiledEngineOptions } from "./engine/compiled_engine.ts";
export { PlainEngine } from "./engine/plain_engine.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type Tensor,
} from "./formats/safetensors.ts";
export { decodePicture } from "./image/decode_picture.ts";

export { drawMistakes, MOST_ON_SHEET } from "./explain/mistake_sheet.ts";
export { encodeColourPng, encodePng } from "./image/encode_png.ts";
export { type Colour, type ColourPicture, PixelCanvas } from "./image/pixel_canvas.ts";
export type { Point } from "./image/pen_font.ts";
export type { Box, GreyPicture } from "./image/grey_picture.ts";
export type { Layout } from "./image/read_ink.ts";
export { type ReadOptions, readPicture, readPictures } from "./image/read_picture.ts";
export type { Judge, ReadDigit, Reading, Recognizer } from "./image/reading.ts";
export { ActivationLayer } from "./layers/activation_layer.ts";
export { AveragePoolingLayer } from "./layers/average_pooling_layer.ts";
export { BatchNormLayer } from "./layers/batch_norm_layer.ts";
export { ConvolutionLayer, type ConvolutionOptions } from "./layers/convolution_layer.ts";
export { crossEntropy, totalCrossEntropy } from "./layers/cross_entropy.ts";
export { DenseLayer, type DenseOptions } from "./layers/dense_layer.ts";
export { DropoutLayer, type DropoutOptions } from "./layers/dropout_layer.ts";
export { GlobalPoolingLayer } from "./layers/global_pooling_layer.ts";
export type { Layer, Shape, TrainingPass } from "./layers/layer.ts";
export { MaxPoolingLayer } from "./layers/max_pooling_layer.ts";
export { Parameter } from "./layers/parameter.ts";
export { PoolingLayer, type PoolingOptions } from "./layers/pooling_layer.ts";
export { ReLULayer } from "./layers/relu_layer.ts";
export { SigmoidLayer } from "./layers/sigmoid_layer.ts";
export { softmax, SoftmaxLayer, type SoftmaxOptions } from "./layers/softmax_layer.ts";
export { TanhLayer } from "./layers/tanh_layer.ts";
export {
  type Activation,
  type Architecture,
  type AveragePoolSpec,
  type BatchNormSpec,
  type ConvolutionSpec,
  type DenseSpec,
  type DropoutSpec,
  formatArchitecture,
  type GlobalPoolSpec,
  type LayerSpec,
  type PoolSpec,
  type SoftmaxSpec,
} from "./network/architecture.ts";
export { initialize } from "./network/initialize.ts";
export { type NamedLayer, type NamedParameter, Network } from "./network/network.ts";
export type { AdamRule, OptimizerRule, SgdRule } from "./network/optimizer_rule.ts";
export { parseArchitecture } from "./network/parse_architecture.ts";
export type { Drawing, DrawnArea, DrawnLine, DrawnText } from "./plot/drawing.ts";
export { rasterize } from "./plot/rasterize.ts";
export { drawRuns } from "./plot/run_chart.ts";
export { type Curve, type CurvePair, type RunCurves, runCurves } from "./plot/run_curves.ts";
export { formatSvg } from "./plot/svg.ts";
export { formatRuns } from "./plot/text_chart.ts";
export { Random } from "./random.ts";
export { AdamOptimizer } from "./training/adam_optimizer.ts";
export { AdamWOptimizer } from "./training/adamw_optimizer.ts";
export { createOptimizer } from "./training/create_optimizer.ts";
export { DivergenceError, type LossLevel } from "./training/divergence.ts";
export { epochOrder } from "./training/epoch_order.ts";
export { type Calibration, CalibrationTally, type ReliabilityBin } from "./training/calibration.ts";
export {
  confidenceInterval,
  evaluate,
  type Evaluation,
  type Mistake,
} from "./training/evaluate.ts";
export { Learner, type LearnerState } from "./training/learner.ts";
export {
  type EpochMetrics,
  formatMetrics,
  type Metrics,
  METRICS_FILE,
  parseMetrics,
  type StepMetrics,
} from "./training/metrics.ts";
export { findArchitecture, findPreset, type Preset, PRESETS } from "./training/presets.ts";
export { readSettings } from "./training/read_settings.ts";
export {
  createSchedule,
  type Schedule,
  type ScheduleName,
  SCHEDULES,
} from "./training/schedules.ts";
export {
  type ChoiceSetting,
  completeSettings,
  isUsed,
  type NumberSetting,
  type OptimizerName,
  type Setting,
  SETTING_NAMES,
  type SettingBase,
  type SettingName,
  SETTINGS,
  type TextSetting,
  type TrainingSettings,
  type WholeNumberSetting,
} from "./training/settings.ts";
export { SgdOptimizer } from "./training/sgd_optimizer.ts";
export { train } from "./training/train.ts";
export type { EpochReport, TrainOptions, TrainProgress } from "./training/train_options.ts";
export { createTrainingEngine, optimizerRule } from "./training/training_engine.ts";
export { startPosition, type Tally, type TrainingPosition } from "./training/training_position.ts";
export { decodeWeights, encodeWeights, type Weights } from "./training/weights_file.ts";
