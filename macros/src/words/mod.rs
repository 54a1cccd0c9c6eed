//! The names that a model may use, and what people write instead.

mod aliases;
mod nearest;

pub(crate) use nearest::nearest;

use crate::layers::LAYERS;

/// The stem of the field of each activation as a layer.
const STEMS: &[(&str, &str)] = &[
    ("Linear", "linear"),
    ("Relu", "relu"),
    ("LeakyRelu", "leaky_relu"),
    ("Elu", "elu"),
    ("Selu", "selu"),
    ("Gelu", "gelu"),
    ("Silu", "silu"),
    ("Tanh", "tanh"),
    ("Sigmoid", "sigmoid"),
    ("HardSigmoid", "hard_sigmoid"),
    ("Softplus", "softplus"),
    ("Softmax", "softmax"),
    ("Exponential", "exponential"),
    ("Relu6", "relu6"),
    ("Celu", "celu"),
    ("HardSilu", "hard_silu"),
    ("Mish", "mish"),
    ("HardTanh", "hard_tanh"),
    ("TanhShrink", "tanh_shrink"),
    ("LogSigmoid", "log_sigmoid"),
    ("SparseSigmoid", "sparse_sigmoid"),
    ("SparsePlus", "sparse_plus"),
    ("SquarePlus", "square_plus"),
    ("Softsign", "softsign"),
    ("SoftShrink", "soft_shrink"),
    ("HardShrink", "hard_shrink"),
    ("Threshold", "threshold"),
    ("LogSoftmax", "log_softmax"),
    ("Sparsemax", "sparsemax"),
];

/// All activations.
pub(crate) const ACTIVATIONS: &[&str] = &[
    "Linear",
    "Relu",
    "LeakyRelu",
    "Elu",
    "Selu",
    "Gelu",
    "Silu",
    "Tanh",
    "Sigmoid",
    "HardSigmoid",
    "Softplus",
    "Softmax",
    "Exponential",
    "Relu6",
    "Celu",
    "HardSilu",
    "Mish",
    "HardTanh",
    "TanhShrink",
    "LogSigmoid",
    "SparseSigmoid",
    "SparsePlus",
    "SquarePlus",
    "Softsign",
    "SoftShrink",
    "HardShrink",
    "Threshold",
    "LogSoftmax",
    "Sparsemax",
];

/// All initialisers.
pub(crate) const INITIALIZERS: [&str; 15] = [
    "Zeros",
    "Ones",
    "Constant",
    "GlorotUniform",
    "GlorotNormal",
    "HeUniform",
    "HeNormal",
    "LecunUniform",
    "LecunNormal",
    "RandomUniform",
    "RandomNormal",
    "TruncatedNormal",
    "VarianceScaling",
    "Identity",
    "Orthogonal",
];

/// All regularisers.
pub(crate) const REGULARIZERS: [&str; 4] = ["L1", "L2", "L1L2", "OrthogonalRegularizer"];

/// All constraints.
pub(crate) const CONSTRAINTS: [&str; 4] = ["MaxNorm", "NonNeg", "UnitNorm", "MinMaxNorm"];

/// All arguments.
pub(crate) const ARGUMENTS: &[&str] = &[
    "units",
    "filters",
    "kernel_size",
    "pool_size",
    "strides",
    "padding",
    "dilation_rate",
    "groups",
    "activation",
    "use_bias",
    "depth_multiplier",
    "kernel_initializer",
    "depthwise_initializer",
    "pointwise_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "bias_regularizer",
    "kernel_constraint",
    "bias_constraint",
    "rate",
    "target_shape",
    "dtype",
    "negative_slope",
    "alpha",
    "value",
    "min",
    "max",
    "mean",
    "stddev",
    "keepdims",
    "dims",
    "n",
    "cropping",
    "size",
    "interpolation",
    "scale",
    "offset",
    "epsilon",
    "momentum",
    "vocabulary",
    "width",
    "embeddings_initializer",
    "shared_axes",
    "alpha_initializer",
    "center",
    "axis",
    "groups",
    "max_value",
    "threshold",
    "default_value",
    "b",
    "approximate",
    "recurrent_activation",
    "unit_forget_bias",
    "reset_after",
    "return_sequences",
    "go_backwards",
    "dropout",
    "recurrent_dropout",
    "recurrent_initializer",
    "gain",
    "layer",
    "merge_mode",
];

/// By which a layer is told its input's size in Keras and PyTorch.
pub(crate) const INPUT_SIZES: [&str; 5] = ["in_features", "in_channels", "input_dim", "input_shape", "input_size"];

/// Whether this is the exact name of a layer.
pub(crate) fn is_layer(name: &str) -> bool {
    name == "Input" || is_activation(name) || LAYERS.iter().any(|entry| entry.name == name)
}

/// Whether this is meant to be the input, however it is spelt.
pub(crate) fn is_input(name: &str) -> bool {
    name == "Input" || !is_layer(name) && later_layer(name).is_none() && nearest_layer(name) == Some("Input")
}

/// Whether this is the exact name of an activation.
pub(crate) fn is_activation(name: &str) -> bool {
    ACTIVATIONS.contains(&name)
}

/// Whether this is the exact name of an initialiser.
pub(crate) fn is_initializer(name: &str) -> bool {
    INITIALIZERS.contains(&name)
}

/// The stem of generated field names: `dense` for `dense_1`.
pub(crate) fn stem(layer: &str) -> &'static str {
    if let Some((_, stem)) = STEMS.iter().find(|(name, _)| *name == layer) {
        return stem;
    }
    crate::layers::find(layer).map_or("layer", |entry| entry.stem)
}

/// Whether a word with parentheses after it is an activation or an initialiser, and no function: functions are written
/// in lower case, so that there it must be one of the words.
pub(crate) fn is_called(word: &str) -> bool {
    if word.starts_with(char::is_lowercase) {
        is_one_of(word, ACTIVATIONS)
            || [&INITIALIZERS[..], &REGULARIZERS, &CONSTRAINTS]
                .iter()
                .any(|words| is_one_of(word, words))
    } else {
        nearest_activation(word).is_some()
            || nearest_initializer(word).is_some()
            || [&REGULARIZERS, &CONSTRAINTS]
                .iter()
                .any(|words| is_one_of(word, *words))
    }
}

/// The layer that somebody meant.
pub(crate) fn nearest_layer(word: &str) -> Option<&'static str> {
    let mut names = vec!["Input"];
    names.extend(LAYERS.iter().map(|entry| entry.name));
    names.extend(ACTIVATIONS);
    aliases::LAYERS.find(word).or_else(|| nearest(word, &names))
}

/// The activation that somebody meant.
pub(crate) fn nearest_activation(word: &str) -> Option<&'static str> {
    aliases::ACTIVATIONS.find(word).or_else(|| nearest(word, ACTIVATIONS))
}

/// The initialiser that somebody meant.
pub(crate) fn nearest_initializer(word: &str) -> Option<&'static str> {
    aliases::INITIALIZERS
        .find(word)
        .or_else(|| nearest(word, &INITIALIZERS))
}

/// The argument that somebody meant, of those that the layer has.
pub(crate) fn nearest_argument(word: &str, valid: &[&'static str]) -> Option<&'static str> {
    aliases::ARGUMENTS
        .all(word)
        .find(|argument| valid.contains(argument))
        .or_else(|| nearest(word, valid))
}

/// A Keras layer that a later version will have, in this crate's spelling.
pub(crate) fn later_layer(word: &str) -> Option<&'static str> {
    aliases::later(word, aliases::LATER_LAYERS).or_else(|| aliases::LATER_LAYER_NAMES.find(word))
}

/// An activation that a later version will have.
pub(crate) fn later_activation(word: &str) -> Option<&'static str> {
    aliases::later(word, aliases::LATER_ACTIVATIONS)
}

/// What to do about a layer that is none.
pub(crate) fn layer_help(word: &str) -> String {
    if is_one_of(word, &["Sequential", "Model", "Functional", "ModuleList"]) {
        return "a model is one run of layers: write those in it here".to_owned();
    }
    match nearest_layer(word) {
        Some(near) => format!("did you mean `{near}`?"),
        None => layers_help(),
    }
}

/// Where every layer is listed: a list here would be wrong with the next one.
pub(crate) fn layers_help() -> String {
    "layers have Keras's names in Rust's case, such as `Dense` and `Conv2d`: `layerproof::layers` lists all".to_owned()
}

/// The nearest of some names of the user's own.
pub(crate) fn nearest_of<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    nearest(word, names)
}

/// Whether this is one of the words, however it is written.
pub(crate) fn is_one_of(word: &str, words: &[&str]) -> bool {
    let word = nearest::plain(word);
    words.iter().any(|other| nearest::plain(other) == word)
}

/// `RELU` is no constant.
pub(crate) fn is_activation_in_capitals(word: &str) -> bool {
    is_one_of(word, ACTIVATIONS)
}

/// `a, b and c`
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Words that Rust keeps for itself, those of later editions included.
pub(crate) fn is_keyword(word: &str) -> bool {
    const KEYWORDS: [&str; 53] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
        "yield", "_",
    ];
    KEYWORDS.contains(&word)
}
