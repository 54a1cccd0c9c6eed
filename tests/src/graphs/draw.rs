//! Graphs drawn at random, the same ones each time.

use super::{Activation, Batch, Call, Graph, Layer, Loss, Merge, Number, Run, Shape, axis_of};

/// How many [`graphs`] there are.
const GRAPHS: usize = 12;

/// Graphs with several inputs and outputs, some of which hold [`inner_models`].
pub fn graphs() -> Vec<Graph> {
    let inner = inner_models();
    let mut random = Random(0x6C61_7965_7270_726F);
    let graph = |number| {
        let model = Wanted {
            inputs: 1 + random.below(3),
            calls: 5 + random.below(6),
            outputs: 1 + random.below(3),
        };
        accepted(&format!("Graph{number}"), &model, &inner, &mut random)
    };
    (0..GRAPHS).map(graph).collect()
}

/// Models with one input and one output.
pub fn inner_models() -> Vec<Graph> {
    let mut random = Random(0x696E_6E65_7200_0001);
    let graph = |number: usize| {
        let model = Wanted {
            inputs: 1,
            calls: 3 + number,
            outputs: 1,
        };
        accepted(&format!("Inner{number}"), &model, &[], &mut random)
    };
    (0..3).map(graph).collect()
}

/// No graph has more calls.
const MAX_CALLS: usize = 12;

/// Few shapes, so that values fit each other, and layers of one type are compiled once.
const SHAPES: [&[usize]; 5] = [&[3], &[6], &[2, 3], &[3, 2], &[1, 2, 3]];

/// What every dense layer gives.
const UNITS: usize = 3;

/// No value has more numbers.
const MAX_NUMBERS: usize = 6;

/// The functions of dense layers; the others stand alone.
const OF_DENSE: [Activation; 5] = [
    Activation::Linear,
    Activation::Relu,
    Activation::Tanh,
    Activation::Sigmoid,
    Activation::Softmax,
];

const ACTIVATIONS: [Activation; 12] = [
    Activation::Linear,
    Activation::Relu,
    Activation::LeakyRelu,
    Activation::Elu,
    Activation::Selu,
    Activation::Silu,
    Activation::Tanh,
    Activation::Sigmoid,
    Activation::HardSigmoid,
    Activation::Softplus,
    Activation::Softmax,
    Activation::Exponential,
];

const MERGES: [Merge; 6] = [
    Merge::Add,
    Merge::Subtract,
    Merge::Multiply,
    Merge::Average,
    Merge::Maximum,
    Merge::Minimum,
];

struct Wanted {
    inputs: usize,
    calls: usize,
    outputs: usize,
}

/// Numbers that look random: splitmix64.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn of<X: Clone>(&mut self, all: &[X]) -> X {
        all[self.below(all.len())].clone()
    }

    /// From −1 to 1.
    fn number(&mut self) -> f64 {
        self.next() as f64 / u64::MAX as f64 * 2.0 - 1.0
    }

    fn numbers(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.number()).collect()
    }
}

/// The first graph drawn whose numbers stay of moderate size, and away from the points where something is not smooth.
fn accepted(name: &str, wanted: &Wanted, inner: &[Graph], random: &mut Random) -> Graph {
    loop {
        let graph = Drawing::new(wanted, inner, random).finish(name, wanted.outputs);
        if let Some(graph) = graph
            && graph.parameters() > 0
            && is_tame(&graph, random)
        {
            return graph;
        }
    }
}

fn is_tame(graph: &Graph, random: &mut Random) -> bool {
    const DRAWS: usize = 40;
    let shapes = graph.shapes();
    let good = (0..DRAWS).filter(|_| {
        let parameters: Vec<Number> = random.numbers(graph.parameters()).into_iter().map(Number::of).collect();
        let batch = Batch {
            x: vec![
                graph
                    .inputs
                    .iter()
                    .map(|shape| random.numbers(shape.iter().product()))
                    .collect(),
            ],
            y: vec![
                graph
                    .outputs
                    .iter()
                    .map(|(value, _)| vec![0.5; shapes[*value].iter().product()])
                    .collect(),
            ],
        };
        let mut run = Run::default();
        let loss = run.loss(graph, &parameters, &batch);
        loss.value.is_finite() && run.largest < 20.0 && run.smooth > 1e-3
    });
    good.count() >= DRAWS * 9 / 10
}

fn dense(activation: Activation, use_bias: bool) -> Layer {
    Layer::Dense {
        units: UNITS,
        activation,
        use_bias,
    }
}

/// A graph that grows call by call.
struct Drawing<'a> {
    inner: &'a [Graph],
    random: &'a mut Random,
    inputs: usize,
    shapes: Vec<Shape>,
    /// Whether the macro knows a value's axes, which those behind a model it does not.
    is_known: Vec<bool>,
    uses: Vec<usize>,
    layers: Vec<Layer>,
    /// The shapes that each layer takes.
    takes: Vec<Vec<Shape>>,
    calls: Vec<Call>,
}

impl<'a> Drawing<'a> {
    fn new(wanted: &Wanted, inner: &'a [Graph], random: &'a mut Random) -> Self {
        let few = [random.of(&SHAPES), random.of(&SHAPES)];
        let shapes: Vec<Shape> = (0..wanted.inputs).map(|_| random.of(&few).to_vec()).collect();
        let mut drawing = Self {
            inner,
            random,
            inputs: wanted.inputs,
            is_known: vec![true; shapes.len()],
            uses: vec![0; shapes.len()],
            shapes,
            layers: Vec::new(),
            takes: Vec::new(),
            calls: Vec::new(),
        };
        while drawing.calls.len() < wanted.calls {
            drawing.grow();
        }
        drawing
    }

    /// A value, rather one that nothing takes yet, and rather a late one.
    fn value(&mut self, fits: impl Fn(&Shape) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.shapes.len()).filter(|&i| fits(&self.shapes[i])).collect();
        let unused: Vec<usize> = fitting.iter().copied().filter(|&i| self.uses[i] == 0).collect();
        let from = if unused.is_empty() || self.random.below(3) == 0 {
            fitting
        } else {
            unused
        };
        let last = from.last().copied()?;
        Some(if self.random.below(2) == 0 {
            last
        } else {
            self.random.of(&from)
        })
    }

    fn call(&mut self, layer: usize, inputs: &[usize]) -> usize {
        let given: Vec<&Shape> = inputs.iter().map(|&i| &self.shapes[i]).collect();
        let shape = self.layers[layer].output(&given);
        for &input in inputs {
            self.uses[input] += 1;
        }
        self.calls.push(Call {
            layer,
            inputs: inputs.to_vec(),
        });
        self.shapes.push(shape);
        self.is_known.push(match self.layers[layer] {
            Layer::Model(_) => false,
            Layer::Activation(_) | Layer::Merge(_) => inputs.iter().all(|&i| self.is_known[i]),
            _ => true,
        });
        self.uses.push(0);
        self.shapes.len() - 1
    }

    fn call_new(&mut self, layer: Layer, inputs: &[usize]) -> usize {
        self.layers.push(layer);
        self.takes
            .push(inputs.iter().map(|&i| self.shapes[i].clone()).collect());
        self.call(self.layers.len() - 1, inputs)
    }

    /// One more call, if what was drawn fits anything.
    fn grow(&mut self) -> Option<usize> {
        match self.random.below(11) {
            0..=1 => self.dense(),
            2 => {
                let (value, activation) = (self.value(|_| true)?, self.random.of(&ACTIVATIONS));
                let width = self.shapes[value].last().copied()?;
                let makes_sense = activation != Activation::Softmax || width > 1;
                makes_sense.then(|| self.call_new(Layer::Activation(activation), &[value]))
            }
            3 => {
                let value = self.value(|_| true)?;
                let len: usize = self.shapes[value].iter().product();
                let others = SHAPES.iter().filter(|shape| shape.iter().product::<usize>() == len);
                let others: Vec<Shape> = others.map(|shape| shape.to_vec()).collect();
                let shape = self.random.of(others.get(..).filter(|others| !others.is_empty())?);
                if shape == self.shapes[value] {
                    return None;
                }
                let flat = shape.len() == 1 && self.random.below(2) == 0;
                let layer = if flat { Layer::Flatten } else { Layer::Reshape(shape) };
                Some(self.call_new(layer, &[value]))
            }
            4..=5 => self.merge(),
            6 => self.concatenate(),
            7 => self.dot(),
            8..=9 => {
                // A layer that is there already, of one value.
                let layer = self.random.below(self.layers.len().max(1));
                let [shape] = self.takes.get(layer)?.as_slice() else {
                    return None;
                };
                let shape = shape.clone();
                let value = self.value(|other| *other == shape)?;
                let is_new = self
                    .calls
                    .iter()
                    .all(|call| call.layer != layer || call.inputs != [value]);
                is_new.then(|| self.call(layer, &[value]))
            }
            _ => {
                if self.inner.is_empty() {
                    return self.dense();
                }
                let model = self.random.of(self.inner);
                let value = self.value(|shape| *shape == model.inputs[0])?;
                Some(self.call_new(Layer::Model(Box::new(model)), &[value]))
            }
        }
    }

    fn dense(&mut self) -> Option<usize> {
        let value = self.value(|shape| shape.len() == 1)?;
        let activation = self.random.of(&OF_DENSE);
        let use_bias = activation != Activation::Linear || self.random.below(2) == 0;
        let layer = dense(activation, use_bias);
        Some(self.call_new(layer, &[value]))
    }

    fn merge(&mut self) -> Option<usize> {
        let merge = self.random.of(&MERGES);
        let first = self.value(|_| true)?;
        let shape = self.shapes[first].clone();
        let count = if merge == Merge::Subtract {
            2
        } else {
            2 + self.random.below(2)
        };
        let mut inputs = vec![first];
        while inputs.len() < count {
            inputs.push(self.value(|other| *other == shape)?);
        }
        // A value added to itself is a graph; the larger of twice the same is nowhere smooth.
        let may_repeat = matches!(merge, Merge::Add | Merge::Multiply | Merge::Average) && self.random.below(5) == 0;
        let mut sorted = inputs.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let fits = may_repeat || sorted.len() == inputs.len();
        fits.then(|| self.call_new(Layer::Merge(merge), &inputs))
    }

    fn concatenate(&mut self) -> Option<usize> {
        let first = self.value(|_| true)?;
        let shape = self.shapes[first].clone();
        let axis = self.random.below(shape.len());
        let fits = |other: &Shape| {
            let differing = other
                .iter()
                .zip(&shape)
                .enumerate()
                .filter(|&(i, (a, b))| i != axis && a != b);
            other.len() == shape.len() && differing.count() == 0
        };
        let mut inputs = vec![first];
        for _ in 0..=self.random.below(2) {
            inputs.push(self.value(fits)?);
        }
        let are_known = inputs.iter().all(|&input| self.is_known[input]);
        if !are_known || inputs.iter().all(|input| *input == first) {
            return None;
        }
        let size: usize = inputs.iter().map(|&i| self.shapes[i].iter().product::<usize>()).sum();
        let from_end = axis.cast_signed() - shape.len().cast_signed();
        let axis = if self.random.below(2) == 0 {
            axis.cast_signed() + 1
        } else {
            from_end
        };
        (size <= MAX_NUMBERS).then(|| self.call_new(Layer::Concatenate(axis), &inputs))
    }

    fn dot(&mut self) -> Option<usize> {
        let (a, b) = (
            self.value(|shape| shape.len() < 3)?,
            self.value(|shape| shape.len() < 3)?,
        );
        let (of_a, of_b) = (self.shapes[a].clone(), self.shapes[b].clone());
        let axis = |random: &mut Random, shape: &Shape| 1 + random.below(shape.len()).cast_signed();
        let axes = (axis(self.random, &of_a), axis(self.random, &of_b));
        let normalize = self.random.below(3) == 0;
        let fits = of_a[axis_of(axes.0, &of_a)] == of_b[axis_of(axes.1, &of_b)]
            && a != b
            && self.is_known[a]
            && self.is_known[b];
        fits.then(|| self.call_new(Layer::Dot { axes, normalize }, &[a, b]))
    }

    /// The graph, whose outputs are the values that nothing takes.
    fn finish(mut self, name: &str, outputs: usize) -> Option<Graph> {
        for input in 0..self.inputs {
            if self.uses[input] == 0 {
                let flat = self.flat(input);
                self.call_new(dense(Activation::Tanh, true), &[flat]);
            }
        }
        let open = |drawing: &Self| -> Vec<usize> {
            (drawing.inputs..drawing.shapes.len())
                .filter(|&i| drawing.uses[i] == 0)
                .collect()
        };
        let mut ends = open(&self);
        if ends.len() > outputs {
            let more = ends.split_off(outputs - 1);
            let terms: Vec<usize> = more
                .into_iter()
                .map(|value| {
                    let flat = self.flat(value);
                    let is_term = self.shapes[flat] == [UNITS];
                    if is_term {
                        flat
                    } else {
                        self.call_new(dense(Activation::Tanh, true), &[flat])
                    }
                })
                .collect();
            let sum = self.call_new(Layer::Merge(Merge::Add), &terms);
            let head = self
                .random
                .of(&[Activation::Linear, Activation::Sigmoid, Activation::Softmax]);
            self.call_new(dense(head, true), &[sum]);
            ends = open(&self);
        }
        // A value that a layer takes may be an output, too.
        let taken = (self.inputs..self.shapes.len()).find(|&i| self.uses[i] == 1);
        if let Some(taken) = taken.filter(|_| ends.len() < outputs && self.random.below(3) == 0) {
            ends.push(taken);
        }
        let is_right = !ends.is_empty() && self.calls.len() <= MAX_CALLS;
        is_right.then(|| Graph {
            name: name.to_owned(),
            inputs: self.shapes[..self.inputs].to_vec(),
            outputs: ends.iter().map(|&value| (value, self.loss(value))).collect(),
            layers: self.layers,
            calls: self.calls,
        })
    }

    fn flat(&mut self, value: usize) -> usize {
        if self.shapes[value].len() == 1 {
            return value;
        }
        self.call_new(Layer::Flatten, &[value])
    }

    /// The loss that fits what an output ends in.
    fn loss(&self, value: usize) -> Loss {
        let call = &self.calls[value - self.inputs];
        let (Layer::Dense { activation, .. } | Layer::Activation(activation)) = self.layers[call.layer] else {
            return Loss::MeanSquaredError { is_paired: false };
        };
        match activation {
            Activation::Sigmoid => Loss::BinaryCrossentropy,
            Activation::Softmax => Loss::CategoricalCrossentropy,
            Activation::Linear => Loss::MeanSquaredError { is_paired: true },
            _ => Loss::MeanSquaredError { is_paired: false },
        }
    }
}
