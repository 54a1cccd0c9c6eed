//! Graphs as Rust source.

use std::fmt::Write as _;

use super::{Graph, Layer, Loss, Shape};

/// A module with these models, and a test of each of those that are no layer of another.
pub fn render(inner: &[Graph], graphs: &[Graph]) -> String {
    let mut source = "// Drawn by `layerproof_tests::graphs`; written anew with\n\
                      // LAYERPROOF_BLESS=1 cargo test -p layerproof-tests --lib\n\
                      use layerproof::prelude::*;\n"
        .to_owned();
    for graph in inner {
        model(&mut source, graph);
    }
    for (number, graph) in graphs.iter().enumerate() {
        model(&mut source, graph);
        let outputs: Vec<String> = (0..graph.outputs.len()).map(|i| format!("y{i}")).collect();
        let losses: Vec<String> = graph
            .outputs
            .iter()
            .map(|(_, loss)| self::loss(*loss).to_owned())
            .collect();
        let kind = if graph.inputs.len() == 1 && losses.len() == 1 {
            "one"
        } else {
            "several"
        };
        let (outputs, losses) = (one_or_more(&outputs), one_or_more(&losses));
        let name = &graph.name;
        let test = name.to_lowercase();
        let _ = writeln!(
            source,
            "super::test! {{ {kind} {number} {test} {name} -> {outputs}: {losses} }}"
        );
    }
    source
}

fn one_or_more(items: &[String]) -> String {
    match items {
        [only] => only.clone(),
        items => format!("({})", items.join(", ")),
    }
}

fn loss(loss: Loss) -> &'static str {
    match loss {
        Loss::MeanSquaredError { is_paired: true } => "MeanSquaredError::new()",
        Loss::MeanSquaredError { is_paired: false } => "Unpaired(MeanSquaredError::new())",
        Loss::BinaryCrossentropy => "BinaryCrossentropy::new()",
        Loss::CategoricalCrossentropy => "CategoricalCrossentropy::new()",
    }
}

fn model(source: &mut String, graph: &Graph) {
    let Graph {
        name,
        inputs,
        layers,
        calls,
        outputs,
    } = graph;
    let value = |value: usize| match value.checked_sub(inputs.len()) {
        None => format!("x{value}"),
        Some(call) => format!("v{call}"),
    };
    let parameters = inputs.iter().enumerate().map(|(i, shape)| {
        let sizes = sizes(shape);
        format!("x{i}: Input<{sizes}, dtype = f64>")
    });
    let parameters: Vec<String> = parameters.collect();
    let outputs: Vec<String> = outputs.iter().map(|(output, _)| value(*output)).collect();
    let _ = write!(
        source,
        "\nfunctional! {{\n    fn {name}({}) -> {} {{\n",
        parameters.join(", "),
        one_or_more(&outputs)
    );
    let mut is_named = vec![false; layers.len()];
    for (number, call) in calls.iter().enumerate() {
        let layer = &layers[call.layer];
        let (word, named) = written(layer);
        let values: Vec<String> = call.inputs.iter().map(|input| value(*input)).collect();
        let is_shared = calls.iter().filter(|other| other.layer == call.layer).count() > 1;
        let callee = if is_shared {
            if !is_named[call.layer] {
                let _ = writeln!(source, "        let shared{} = {word};", call.layer);
                is_named[call.layer] = true;
            }
            format!("shared{}", call.layer)
        } else {
            word
        };
        let _ = writeln!(
            source,
            "        let v{number} = {callee}({}{named});",
            values.join(", ")
        );
    }
    source.push_str("    }\n}\n");
}

fn sizes(shape: &Shape) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    sizes.join(", ")
}

/// The layer, and its named arguments behind the values.
fn written(layer: &Layer) -> (String, String) {
    let plain = |word: String| (word, String::new());
    match layer {
        Layer::Dense {
            units,
            activation,
            use_bias,
        } => {
            let activation = match activation {
                super::Activation::Linear => String::new(),
                activation => format!(", {activation:?}"),
            };
            let bias = if *use_bias { "" } else { ", use_bias = false" };
            plain(format!("Dense<{units}{activation}{bias}>"))
        }
        Layer::Activation(super::Activation::LeakyRelu) => plain("LeakyRelu<negative_slope = 0.1>".to_owned()),
        Layer::Activation(activation) => plain(format!("{activation:?}")),
        Layer::Flatten => plain("Flatten".to_owned()),
        Layer::Reshape(shape) => plain(format!("Reshape<{}>", sizes(shape))),
        Layer::Merge(merge) => plain(format!("{merge:?}")),
        Layer::Concatenate(axis) => ("Concatenate".to_owned(), format!(", axis = {axis}")),
        Layer::Dot { axes, normalize } => {
            let named = format!(", axes = ({}, {}), normalize = {normalize}", axes.0, axes.1);
            ("Dot".to_owned(), named)
        }
        Layer::Model(model) => plain(format!("Model<{}>", model.name)),
    }
}
