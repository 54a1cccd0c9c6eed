//! The architecture as a picture.

use std::format;
use std::path::Path;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use plotters::prelude::RGBColor;

use super::{Grouped, Kind, Sizes, Summary};
use crate::drawing::{Block, draw_graph, save};
use crate::error::Error;

/// The colours of inputs, of layers with parameters, and of those without.
const INPUT: RGBColor = RGBColor(226, 240, 217);
const TRAINED: RGBColor = RGBColor(221, 235, 247);
const PLAIN: RGBColor = RGBColor(242, 242, 242);

impl Summary {
    /// Draws the architecture: a box for each input and each call of a layer, with its name, what it is, the shape that it gives and its
    /// number of parameters; to a file whose name ends in `.svg` or `.png`. A layer that is called twice has two boxes, whose parameters
    /// are the same ones.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Xor = sequential!(Input<2>, Dense<8, Relu>, Dense<1, Sigmoid>);
    ///
    /// # let folder = std::env::temp_dir();
    /// Xor::summary().plot(folder.join("xor.svg"))?;
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the file cannot be written, or its name has another ending.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let mut blocks = Vec::new();
        for input in self.inputs {
            blocks.push(Block {
                lines: vec![input.name.to_string(), Kind::Input(input, self.dtype).to_string()],
                fill: INPUT,
                inputs: Vec::new(),
            });
        }
        let mut calls = vec![0_usize; self.layers.len()];
        for node in self.graph.nodes {
            let Some((layer, calls)) = self.layers.get(node.layer).zip(calls.get_mut(node.layer)) else {
                continue;
            };
            *calls += 1;
            let shape = Sizes(layer.output);
            let numbers = match (layer.params, *calls) {
                (0, _) => format!("gives {shape}"),
                (params, 1) => format!("gives {shape}, {} parameters", Grouped(params)),
                _ => format!("gives {shape}, the same parameters"),
            };
            blocks.push(Block {
                lines: vec![layer.name.to_string(), Kind::Layer(layer).to_string(), numbers],
                fill: if layer.params > 0 { TRAINED } else { PLAIN },
                inputs: node.inputs.to_vec(),
            });
        }
        Ok(save(path.as_ref(), &draw_graph(&blocks))?)
    }
}
