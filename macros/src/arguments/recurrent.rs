//! `SimpleRnn<8>`, `Lstm<8, return_sequences = true, …>`, `Gru<8, Tanh, reset_after = false, …>`

use super::value::found;
use super::{Arguments, Signature, activation, initializer};
use crate::errors::Errors;
use crate::syntax::{Layer, ValueKind};
use crate::values::{Argument, Values};

/// The arguments of all of them, behind those of the cell.
macro_rules! named {
    ($($own:literal),*) => {
        &[
            "units",
            "activation",
            $($own,)*
            "use_bias",
            "kernel_initializer",
            "recurrent_initializer",
            "bias_initializer",
            "dropout",
            "recurrent_dropout",
            "return_sequences",
            "go_backwards",
        ]
    };
}

const LATER: &[&str] = &[
    "kernel_regularizer",
    "recurrent_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "recurrent_constraint",
    "bias_constraint",
];

const SIMPLE_RNN: Signature = Signature {
    positional: &["units", "activation"],
    named: named!(),
    later: LATER,
    sample: "SimpleRnn<8>",
};

const LSTM: Signature = Signature {
    positional: &["units", "activation", "recurrent_activation"],
    named: named!("recurrent_activation", "unit_forget_bias"),
    later: LATER,
    sample: "Lstm<8>",
};

const GRU: Signature = Signature {
    positional: &["units", "activation", "recurrent_activation"],
    named: named!("recurrent_activation", "reset_after"),
    later: LATER,
    sample: "Gru<8>",
};

pub(crate) fn simple_rnn(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = arguments(layer, &subject, SIMPLE_RNN, errors)?;
    let values = Values::default().with("gates", Argument::Count(1));
    // Its activation is that of what comes out.
    let activation = activation::of(&arguments, "activation", "Tanh", errors);
    let values = values.with("activation", Argument::Activation(activation));
    common(&arguments, values, false, layer, errors)
}

pub(crate) fn lstm(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = arguments(layer, &subject, LSTM, errors)?;
    let values = gated(&arguments, 4, errors);
    let unit_forget_bias = arguments.flag("unit_forget_bias", true, errors);
    let values = common(&arguments, values, false, layer, errors)?;
    Some(values.with("unit_forget_bias", Argument::Flag(unit_forget_bias?)))
}

pub(crate) fn gru(layer: &Layer, errors: &mut Errors) -> Option<Values> {
    let subject = layer.subject();
    let arguments = arguments(layer, &subject, GRU, errors)?;
    let values = gated(&arguments, 3, errors);
    let reset_after = arguments.flag("reset_after", true, errors);
    let values = common(&arguments, values, reset_after == Some(true), layer, errors)?;
    Some(values.with("reset_after", Argument::Flag(reset_after?)))
}

/// The arguments, if the second is no number.
fn arguments<'a>(
    layer: &'a Layer,
    subject: &'a str,
    signature: Signature,
    errors: &mut Errors,
) -> Option<Arguments<'a>> {
    // PyTorch's `batch_first`, and what a state between calls and the loop over steps are in Keras.
    let without = |word: &str| {
        [
            "stateful",
            "unroll",
            "return_state",
            "zero_output_for_mask",
            "batch_first",
        ]
        .contains(&word)
    };
    let mut known = layer.arguments.iter();
    if let Some(argument) = known.find(|argument| argument.name.as_ref().is_some_and(|name| without(&name.text()))) {
        let name = argument.name.as_ref()?;
        let help = match name.text().as_str() {
            "stateful" | "return_state" => "leave it out: each sequence begins with a state of zeros",
            _ => "leave it out: it has no use here",
        };
        errors.help(name.place, format!("{subject} has no argument `{}`", name.ident), help);
        return None;
    }
    let arguments = Arguments::of_layer(layer, subject, signature, errors);
    if let Some(value) = arguments.get("activation")
        && let ValueKind::Integer(_) = value.kind
    {
        errors.help(
            value.place,
            format!("{subject}: expected an activation, found {}", found(value)),
            format!(
                "a layer takes its input size from the layer before it: write `{}<{}>`",
                layer.kind.ident, value.text
            ),
        );
        return None;
    }
    Some(arguments)
}

/// What is said of layers with gates.
fn gated(arguments: &Arguments<'_>, gates: usize, errors: &mut Errors) -> Values {
    let activation = activation::of(arguments, "activation", "Tanh", errors);
    let of_gates = activation::of(arguments, "recurrent_activation", "Sigmoid", errors);
    Values::default()
        .with("gates", Argument::Count(gates))
        .with("softmax", Argument::Flag(false))
        // Not `activation`: what comes out is no value of it.
        .with("cell_activation", Argument::Activation(activation))
        .with("recurrent_activation", Argument::Activation(of_gates))
}

fn common(
    arguments: &Arguments<'_>,
    values: Values,
    has_two_biases: bool,
    layer: &Layer,
    errors: &mut Errors,
) -> Option<Values> {
    let units = arguments.size("units", layer, errors);
    let parameters = initializer::kernel_and_bias(arguments, 2, errors);
    let recurrent = initializer::argument(arguments, "recurrent_initializer", "Orthogonal", errors);
    let use_bias = parameters.use_bias();
    let return_sequences = arguments.flag("return_sequences", false, errors);
    let go_backwards = arguments.flag("go_backwards", false, errors);
    let dropout = rate(arguments, "dropout", errors);
    let recurrent_dropout = rate(arguments, "recurrent_dropout", errors);
    let values = values
        .with("units", Argument::Size(units?))
        .with(
            "biases",
            Argument::Count(usize::from(use_bias) << usize::from(has_two_biases)),
        )
        .with("one_bias", Argument::Flag(use_bias && !has_two_biases))
        .with("two_biases", Argument::Flag(use_bias && has_two_biases))
        .with("recurrent_initializer", Argument::Initializer(recurrent))
        .with("directions", Argument::Count(1))
        .with("concatenates", Argument::Flag(false))
        .with("return_sequences", Argument::Flag(return_sequences?))
        .with("go_backwards", Argument::Flag(go_backwards?))
        .with("dropout", Argument::Number(dropout?))
        .with("recurrent_dropout", Argument::Number(recurrent_dropout?));
    Some(parameters.after(values))
}

/// A rate from 0 to below 1.
fn rate(arguments: &Arguments<'_>, argument: &str, errors: &mut Errors) -> Option<f64> {
    let rate = arguments.number(argument, Some(0.0), errors)?;
    if !(0.0..1.0).contains(&rate)
        && let Some(value) = arguments.get(argument)
    {
        errors.help(
            value.place,
            format!(
                "{}: `{argument}` must be from 0 to below 1, found `{}`",
                arguments.subject, value.text
            ),
            "write the part that is left out, such as `0.2`",
        );
        return None;
    }
    Some(rate)
}
