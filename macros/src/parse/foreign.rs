//! Arguments in parentheses, as Keras and PyTorch have them, in this crate's words.

use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::errors::Errors;
use crate::syntax::{Argument, Layer, Path, Value, ValueKind, Word};
use crate::words;

/// What is known of a layer that is written as a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    /// The layer that is meant.
    pub(super) name: &'static str,
    /// Whether it has a prefix of PyTorch's.
    pub(super) is_torch: bool,
    /// Whether it is spelt as in Keras.
    pub(super) is_keras: bool,
    /// The layers before it.
    pub(super) before: &'a [Layer],
}

/// A call in this crate's words.
#[derive(Debug)]
pub(super) struct Translation {
    pub(super) name: &'static str,
    pub(super) arguments: Vec<Argument>,
    /// What is left out and has no place here.
    pub(super) note: &'static str,
}

impl Translation {
    /// `Dense<8, Relu>`, without what has another place here: that is an error of its own.
    pub(super) fn text(&self) -> String {
        let has_place =
            |argument: &&Argument| !is_named(argument, &["name"]) && !is_named(argument, &words::INPUT_SIZES);
        let arguments = self.arguments.iter().filter(has_place);
        let arguments: Vec<String> = arguments
            .map(|Argument { name, value }| match name {
                Some(name) => format!("{} = {}", name.ident, value.text),
                None => value.text.clone(),
            })
            .collect();
        if arguments.is_empty() {
            return self.name.to_owned();
        }
        format!("{}<{}>", self.name, arguments.join(", "))
    }
}

/// What has no use here.
const USELESS: [&str; 6] = ["inplace", "device", "data_format", "batch_size", "seed", "trainable"];

const CHANNELS: &str = "a layer takes its input channels from the layer before it: ";
const INPUTS: &str = "a layer takes its input size from the layer before it: ";

/// Translates as far as there is a word for it; the rest stays as it is, and is reported where it is read.
pub(super) fn translate(call: Call<'_>, mut arguments: Vec<Argument>) -> Translation {
    let mut note = "";
    let mut name = call.name;
    if name == "Linear" && !arguments.is_empty() {
        name = "Dense";
        if let [Argument { name: None, .. }, Argument { name: None, .. }, ..] = arguments.as_slice() {
            arguments.remove(0);
            note = INPUTS;
        }
    }
    for argument in &mut arguments {
        rename(name, argument);
    }
    arguments.retain(|argument| !is_needless(name, argument));
    let count = arguments.len();
    // In the first layer they say what the input is.
    if !call.before.is_empty() {
        arguments.retain(|argument| !is_named(argument, &words::INPUT_SIZES));
    }
    match name {
        "Input" => arguments = input(arguments),
        "Conv1d" | "Conv2d" if is_like_torch(call, &arguments) || arguments.len() < count => {
            let is_written = arguments.len() == count;
            note = CHANNELS;
            arguments = torch_convolution(arguments, is_written);
        }
        "Conv1d" | "Conv2d" => keras_convolution(call, &mut arguments),
        "MaxPooling2d" | "MaxPooling1d" | "AveragePooling2d" | "AveragePooling1d" => pooling(&mut arguments),
        "SimpleRnn" | "Lstm" | "Gru" => {
            if is_in_and_units(&arguments) {
                arguments.remove(0);
            }
            if arguments.len() < count {
                note = INPUTS;
            }
        }
        _ if arguments.len() < count => note = INPUTS,
        _ => {}
    }
    for (i, argument) in arguments.iter_mut().enumerate() {
        revalue(name, i, argument);
    }
    arguments.retain(|argument| !(is_named(argument, &["activation"]) && argument.value.text == "None"));
    let order: &[&str] = match name {
        "Dense" | "SimpleRnn" | "Lstm" | "Gru" => &["units", "activation"],
        "Conv1d" | "Conv2d" => &["filters", "kernel_size", "activation"],
        "MaxPooling2d" | "MaxPooling1d" | "AveragePooling2d" | "AveragePooling1d" => &["pool_size"],
        "Dropout" | "SpatialDropout1d" | "SpatialDropout2d" | "AlphaDropout" => &["rate"],
        _ => &[],
    };
    without_names(&mut arguments, order, name == "Conv2d");
    Translation { name, arguments, note }
}

/// `Dense<4, 16, Relu>` and `Linear<4, 16>` as in PyTorch, where the input's size comes first: one mistake, after which the
/// layer is what is meant.
pub(super) fn in_and_out(layer: &mut Layer, before: &[Layer], errors: &mut Errors) {
    if layer.broken || layer.respelled {
        return;
    }
    let subject = layer.subject();
    let is_linear = layer.kind.ident == "Linear" && !layer.arguments.is_empty();
    let second = match layer.arguments.as_slice() {
        [
            Argument {
                name: None,
                value: first,
            },
            Argument {
                name: None,
                value: second,
            },
            ..,
        ] if is_number(first) && integer(second).is_some() => Some(second.clone()),
        _ => None,
    };
    let is_dense = layer.kind.ident == "Dense" && second.is_some();
    if !is_linear && !is_dense {
        return;
    }
    let call = Call {
        name: "Linear",
        is_torch: true,
        is_keras: false,
        before,
    };
    let translation = translate(call, layer.arguments.clone());
    let written = translation.text();
    match second.filter(|_| is_dense) {
        Some(second) => errors.help(
            second.place,
            format!("{subject}: expected an activation, found the number `{}`", second.text),
            format!("a layer takes its input size from the layer before it: write `{written}`"),
        ),
        None => errors.help(
            layer.kind.place,
            format!("{subject}: `Linear` is the activation that changes nothing, and takes no arguments"),
            format!("a layer with weights is `{written}`; it takes its input size from the layer before it"),
        ),
    }
    layer.kind.ident = Ident::new(translation.name, layer.kind.ident.span());
    layer.arguments = translation.arguments;
    layer.respelled = true;
}

/// `(1, 8)`: the inputs of each step and the units, as in PyTorch.
fn is_in_and_units(arguments: &[Argument]) -> bool {
    match arguments {
        [inputs, units, ..] => {
            inputs.name.is_none() && units.name.is_none() && is_number(&inputs.value) && integer(&units.value).is_some()
        }
        _ => false,
    }
}

/// Whether it is a size, by its look.
fn is_number(value: &Value) -> bool {
    match &value.kind {
        ValueKind::Integer(_) | ValueKind::Block => true,
        ValueKind::Path(path) => {
            !path.last.text().contains(char::is_lowercase) && !words::is_activation_in_capitals(&path.last.text())
        }
        _ => false,
    }
}

fn is_named(argument: &Argument, names: &[&str]) -> bool {
    (argument.name.as_ref()).is_some_and(|name| names.iter().any(|known| name.ident == known))
}

fn set_name(argument: &mut Argument, name: &str) {
    let place = argument.name.as_ref().map_or(argument.value.place, |name| name.place);
    let ident = Ident::new(name, place.start);
    argument.name = Some(Word { ident, place });
}

/// Whether an argument says what is so without it.
fn is_needless(layer: &str, argument: &Argument) -> bool {
    let text = argument.value.text.as_str();
    match layer {
        "SimpleRnn" | "Lstm" | "Gru" => is_named(argument, &["batch_first", "unroll"]) || is_named(argument, &USELESS),
        "Softmax" => is_named(argument, &["dim", "axis"]) && ["1", "-1", "None"].contains(&text),
        "GlobalAveragePooling2d" | "GlobalAveragePooling1d" | "GlobalMaxPooling2d" | "GlobalMaxPooling1d" => {
            ["1", "(1, 1)"].contains(&text)
        }
        _ => is_named(argument, &USELESS),
    }
}

/// PyTorch's names of arguments.
fn rename(layer: &str, argument: &mut Argument) {
    let Some(name) = &argument.name else { return };
    let ours = match (layer, name.text().as_str()) {
        ("Dense", "out_features") | ("SimpleRnn" | "Lstm" | "Gru", "hidden_size") => "units",
        ("Conv1d" | "Conv2d", "out_channels") => "filters",
        ("Conv1d" | "Conv2d" | "MaxPooling2d" | "MaxPooling1d" | "AveragePooling2d" | "AveragePooling1d", "stride") => {
            "strides"
        }
        ("Conv1d" | "Conv2d", "dilation") => "dilation_rate",
        ("MaxPooling2d" | "MaxPooling1d" | "AveragePooling2d" | "AveragePooling1d", "kernel_size") => "pool_size",
        ("Dense" | "Conv1d" | "Conv2d" | "SimpleRnn" | "Lstm" | "Gru", "bias") => "use_bias",
        ("SimpleRnn", "nonlinearity") => "activation",
        ("Dropout" | "SpatialDropout1d" | "SpatialDropout2d" | "AlphaDropout", "p") => "rate",
        _ => return,
    };
    set_name(argument, ours);
}

/// Words of Python's: `"relu"`, `False`.
fn revalue(layer: &str, index: usize, argument: &mut Argument) {
    let name = argument.name.as_ref().map(Word::text);
    let value = &mut argument.value;
    let word = match &value.kind {
        ValueKind::Text(text) => text.clone(),
        ValueKind::Path(path) if path.arguments.is_none() => path.last.text(),
        _ => return,
    };
    let ours = match name.as_deref() {
        Some("activation" | "recurrent_activation") if word != "None" => words::nearest_activation(&word),
        None if index > 0 && matches!(value.kind, ValueKind::Text(_)) => words::nearest_activation(&word),
        Some("kernel_initializer" | "recurrent_initializer" | "bias_initializer") => words::nearest_initializer(&word),
        Some("dtype") => match word.as_str() {
            "float32" | "float" => Some("f32"),
            "float64" | "double" => Some("f64"),
            _ => None,
        },
        Some("padding") => words::nearest(
            &word,
            if layer == "Conv1d" {
                &["Same", "Valid", "Causal"]
            } else {
                &["Same", "Valid"]
            },
        ),
        Some("use_bias" | "return_sequences" | "go_backwards" | "unit_forget_bias" | "reset_after") => {
            let flag = match word.as_str() {
                "True" => true,
                "False" => false,
                _ => return,
            };
            let ident = Ident::new(if flag { "true" } else { "false" }, value.place.start);
            value.text = ident.to_string();
            value.tokens = TokenStream::from(TokenTree::from(ident));
            value.kind = ValueKind::Flag(flag);
            return;
        }
        _ => None,
    };
    if let Some(ours) = ours {
        set_word(value, ours);
    }
}

fn set_word(value: &mut Value, word: &str) {
    let ident = Ident::new(word, value.place.start);
    word.clone_into(&mut value.text);
    value.tokens = TokenStream::from(TokenTree::from(ident.clone()));
    value.kind = ValueKind::Path(Path {
        last: Word {
            ident,
            place: value.place,
        },
        qualified: false,
        arguments: None,
    });
}

/// `shape = (28, 28, 1)`
fn input(arguments: Vec<Argument>) -> Vec<Argument> {
    let mut translated = Vec::new();
    for argument in arguments {
        let is_shape = argument.name.is_none() || is_named(&argument, &["shape", "input_shape"]);
        match argument.value.kind {
            ValueKind::Tuple(sizes) if is_shape => {
                translated.extend(sizes.into_iter().map(|value| Argument { name: None, value }));
            }
            kind => translated.push(Argument {
                name: argument.name.filter(|_| !is_shape),
                value: Value { kind, ..argument.value },
            }),
        }
    }
    translated
}

/// `(filters, kernel_size, strides)`. Over an image, where the kernel is no pair and nothing says that this is Keras's, three numbers are
/// taken as they stand here: filters, height and width.
fn keras_convolution(call: Call<'_>, arguments: &mut [Argument]) {
    let [filters, kernel, strides, ..] = arguments else {
        return;
    };
    let is_size = |argument: &Argument| {
        argument.name.is_none() && matches!(argument.value.kind, ValueKind::Integer(_) | ValueKind::Tuple(_))
    };
    let is_pair = |argument: &Argument| matches!(argument.value.kind, ValueKind::Tuple(_));
    let is_kernel_whole = call.is_keras || call.name == "Conv1d" || is_pair(kernel) || is_pair(strides);
    if is_kernel_whole && is_size(filters) && is_size(kernel) && is_size(strides) {
        set_name(kernel, "kernel_size");
        set_name(strides, "strides");
    }
}

/// Keras and PyTorch agree that the strides follow the window.
fn pooling(arguments: &mut Vec<Argument>) {
    let [window, strides, ..] = arguments.as_mut_slice() else {
        return;
    };
    if window.name.is_some() || strides.name.is_some() && !is_named(strides, &["strides"]) {
        return;
    }
    if window.value.text == strides.value.text {
        arguments.remove(1);
    } else {
        set_name(strides, "strides");
    }
}

fn integer(value: &Value) -> Option<usize> {
    match value.kind {
        ValueKind::Integer(number) => number,
        _ => None,
    }
}

/// Whether the first of a convolution's numbers are its input channels.
fn is_like_torch(call: Call<'_>, arguments: &[Argument]) -> bool {
    let unnamed = arguments.iter().take_while(|argument| argument.name.is_none());
    let numbers: Vec<Option<usize>> = unnamed.map(|argument| integer(&argument.value)).collect();
    let has_kernel = arguments.iter().any(|argument| is_named(argument, &["kernel_size"]));
    match numbers.as_slice() {
        [_, Some(_)] if has_kernel => true,
        [_, _] => call.is_torch && has_kernel,
        [_, _, _, ..] if call.is_torch => true,
        [_, _, _, ..] if call.is_keras => false,
        [Some(channels), Some(_), Some(_), ..] => channels_before(call.before) == Some(*channels),
        _ => false,
    }
}

/// The channels that come out of the layers before, where the numbers stand there.
fn channels_before(layers: &[Layer]) -> Option<usize> {
    for layer in layers.iter().rev() {
        let unnamed = layer.arguments.iter().filter(|argument| argument.name.is_none());
        let kind = layer.kind.text();
        match kind.as_str() {
            "Conv1d" | "Conv2d" => return unnamed.map(|argument| integer(&argument.value)).next()?,
            "Input" => return unnamed.map(|argument| integer(&argument.value)).next_back()?,
            "MaxPooling2d" | "AveragePooling2d" | "Dropout" | "SpatialDropout2d" | "Identity" | "Activation" => {}
            other if words::is_activation(other) => {}
            _ => return None,
        }
    }
    None
}

/// `(in_channels, out_channels, kernel_size, stride, padding)`, where the first may be left out already.
fn torch_convolution(mut arguments: Vec<Argument>, has_channels: bool) -> Vec<Argument> {
    if has_channels && arguments.first().is_some_and(|first| first.name.is_none()) {
        arguments.remove(0);
    }
    let names = ["filters", "kernel_size", "strides", "padding"];
    for (argument, name) in arguments.iter_mut().zip(names) {
        if argument.name.is_some() {
            break;
        }
        set_name(argument, name);
    }
    let find = |arguments: &[Argument], name: &str| {
        let found = arguments.iter().find(|argument| is_named(argument, &[name]));
        found.map(|argument| integer(&argument.value))
    };
    arguments.retain(|argument| !(is_named(argument, &["strides"]) && integer(&argument.value) == Some(1)));
    let kernel = find(&arguments, "kernel_size").flatten();
    let has_strides = find(&arguments, "strides").is_some();
    match (find(&arguments, "padding").flatten(), kernel) {
        (Some(0), _) => arguments.retain(|argument| !is_named(argument, &["padding"])),
        (Some(border), Some(kernel)) if !has_strides && border.checked_mul(2) == kernel.checked_sub(1) => {
            for argument in &mut arguments {
                if is_named(argument, &["padding"]) {
                    set_word(&mut argument.value, "Same");
                }
            }
        }
        _ => {}
    }
    arguments
}

/// What comes first here needs no name. An image's kernel that is one number is written as height and width.
fn without_names(arguments: &mut Vec<Argument>, order: &[&str], is_image: bool) {
    let mut kernel = None;
    for (i, name) in order.iter().enumerate() {
        if arguments.get(i).is_some_and(|argument| argument.name.is_none()) {
            continue;
        }
        let Some(place) = arguments.iter().position(|argument| is_named(argument, &[name])) else {
            break;
        };
        let mut argument = arguments.remove(place);
        argument.name = None;
        if is_image && *name == "kernel_size" && integer(&argument.value).is_some() {
            kernel = Some((i, argument.clone()));
        }
        arguments.insert(i.min(arguments.len()), argument);
    }
    if let Some((place, kernel)) = kernel {
        arguments.insert(place, kernel);
    }
}
