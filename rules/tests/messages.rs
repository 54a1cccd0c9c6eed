//! The sentence of each mistake, as it stands in an error.

use layerproof_rules::layers::{
    Activation, Concatenate, Conv2d, Dense, Flatten, GlobalPooling2d, Merge, Pooling2d, Reshape,
};
use layerproof_rules::{Call, Graph, Input, Layer, MAX_PARAMETERS, Padding, Place, Shape, zero};

const fn dense(units: usize) -> Layer {
    Layer::Dense(Dense {
        units,
        use_bias: true,
        softmax: false,
    })
}

const fn conv2d(filters: usize, size: usize) -> Layer {
    Layer::Conv2d(Conv2d {
        filters,
        kernel_size: (size, size),
        strides: (1, 1),
        padding: Padding::Valid,
        dilation_rate: (1, 1),
        groups: 1,
        use_bias: true,
        softmax: false,
    })
}

const fn input(source: &'static str) -> Place<'static> {
    Place { position: 0, source }
}

const fn step(source: &'static str, layer: Layer) -> (&'static str, Layer) {
    (source, layer)
}

/// Layers one after another.
const fn sequence<const N: usize>(
    input: Place<'static>,
    shape: Shape,
    layers: [(&'static str, Layer); N],
) -> Graph<1, N> {
    const BEFORE: [&[usize]; 5] = [&[0], &[1], &[2], &[3], &[4]];
    let none = call("", Place::UNNUMBERED, Layer::Unknown, &[], 0);
    let (mut calls, mut k) = ([none; N], 0);
    while k < N {
        calls[k] = call(layers[k].0, k + 1, layers[k].1, BEFORE[k], k);
        k += 1;
    }
    Graph::new([Input { value: input, shape }], calls)
}

const fn call(source: &'static str, position: usize, layer: Layer, inputs: &'static [usize], first: usize) -> Call {
    Call {
        here: Place { position, source },
        value: source,
        layer,
        inputs,
        first,
    }
}

fn misfits<const I: usize, const N: usize>(graph: &Graph<I, N>) -> Vec<String> {
    (0..N)
        .flat_map(|call| [graph.check_layer(call), graph.check_softmax(call)])
        .flatten()
        .map(|message| message.to_string())
        .collect()
}

#[test]
fn a_kernel_larger_than_its_input() {
    const CHAIN: Graph<1, 4> = sequence(
        input("Input<16, 16, 1>"),
        Shape::Image(16, 16, 1),
        [
            step("Conv2d<8, 3, 3>", conv2d(8, 3)),
            step(
                "MaxPooling2d<4, 4>",
                Layer::Pooling2d(Pooling2d {
                    pool_size: (4, 4),
                    strides: (4, 4),
                    padding: Padding::Valid,
                }),
            ),
            step("Conv2d<16, 5, 5>", conv2d(16, 5)),
            // Silent: what it gets is unknown.
            step("Flatten", Layer::Flatten(Flatten {})),
        ],
    );
    assert_eq!(
        misfits(&CHAIN),
        [
            "layer 3 `Conv2d<16, 5, 5>` needs an input of at least 5 × 5, but layer 2 `MaxPooling2d<4, 4>` gives 3 × 3 × 8\n\
         help: use a smaller kernel, or `padding = Same`"
        ]
    );
}

#[test]
fn a_forgotten_flatten_is_one_mistake() {
    let chain = sequence(
        input("Input<8, 8, 1>"),
        Shape::Image(8, 8, 1),
        [
            step("Dense<16>", dense(16)),
            step("Dense<4>", dense(4)),
            step("Conv2d<1, 3>", conv2d(1, 3)),
        ],
    );
    assert_eq!(
        misfits(&chain),
        [
            "layer 1 `Dense<16>` needs a vector, but `Input<8, 8, 1>` gives an image of 8 × 8 × 1\n\
         help: put `Flatten` before it, which gives a vector of 64",
            "layer 3 `Conv2d<1, 3>` needs an image of height × width × channels, but layer 2 `Dense<4>` gives a vector of 4\n\
         help: move it before the layer that flattens, or put `Reshape<height, width, channels>` before it",
        ]
    );
}

#[test]
fn an_input_that_is_no_image() {
    let chain = sequence(
        input("Input<64>"),
        Shape::Vector(64),
        [step(
            "GlobalAveragePooling2d",
            Layer::GlobalPooling2d(GlobalPooling2d { keepdims: false }),
        )],
    );
    assert_eq!(
        misfits(&chain),
        [
            "layer 1 `GlobalAveragePooling2d` needs an image of height × width × channels, but `Input<64>` gives a vector of 64\n\
         help: give `Input` three sizes, as in `Input<28, 28, 1>`"
        ]
    );
}

#[test]
fn a_reshape_that_loses_values() {
    let chain = sequence(
        input("Input<10>"),
        Shape::Vector(10),
        [step(
            "Reshape<4, 4, 2>",
            Layer::Reshape(Reshape {
                target_shape: Shape::Image(4, 4, 2),
            }),
        )],
    );
    assert_eq!(
        misfits(&chain),
        [
            "layer 1 `Reshape<4, 4, 2>` makes 4 × 4 × 2 = 32 values, but `Input<10>` gives 10 values\n\
         help: the product of the new sizes must be 10"
        ]
    );
}

#[test]
fn a_softmax_over_one_value() {
    let chain = sequence(
        input("Input<2>"),
        Shape::Vector(2),
        [
            step("Dense<1>", dense(1)),
            step("Softmax", Layer::Activation(Activation { softmax: true })),
        ],
    );
    assert_eq!(
        misfits(&chain),
        ["layer 2 `Softmax` is a softmax over one value, which is always 1\n\
         help: use `Sigmoid` for one probability, or one unit for each class"]
    );
}

#[test]
fn more_values_than_memory_can_address() {
    let chain = sequence(
        input("Input<2>"),
        Shape::Vector(2),
        [step("Dense<HUGE>", dense(usize::MAX / 2))],
    );
    assert_eq!(
        misfits(&chain),
        [
            "layer 1 `Dense<HUGE>` has more values than memory can address; its input is a vector of 2\n\
         help: use smaller sizes"
        ]
    );
}

#[test]
fn more_parameters_than_can_be_compiled() {
    let large = MAX_PARAMETERS / 4;
    let chain = sequence(
        input("Input<2>"),
        Shape::Vector(2),
        [
            step("Dense<LARGE>", dense(large)),
            step("Dense<2>", dense(2)),
            step("Dense<1>", dense(1)),
        ],
    );
    assert_eq!(
        misfits(&chain),
        [
            "layer 2 `Dense<2>` makes a model of 167772162 parameters, but at most 134217728 can be compiled; its input is a \
             vector of 33554432\n\
             help: use smaller sizes"
        ]
    );
    assert_eq!(chain.argument(2, 0), 1);
}

#[test]
fn a_size_of_zero() {
    let here = Place {
        position: 2,
        source: "Dense<HIDDEN>",
    };
    assert_eq!(
        zero(here, "units", "HIDDEN").as_str(),
        "layer 2 `Dense<HIDDEN>`: `units` must be at least 1, but `HIDDEN` is 0\nhelp: use a size of 1 or more"
    );
    // The chain leaves that message to its own assertion, and is silent.
    let chain = sequence(
        input("Input<2>"),
        Shape::Vector(2),
        [step("Dense<0>", dense(0)), step("Flatten", Layer::Flatten(Flatten {}))],
    );
    assert!(misfits(&chain).is_empty());
}

const fn value(source: &'static str, shape: Shape) -> Input {
    Input {
        value: Place { position: 0, source },
        shape,
    }
}

#[test]
fn values_that_do_not_fit_each_other() {
    let graph = Graph::new(
        [value("image", Shape::Image(8, 8, 3)), value("user", Shape::Vector(16))],
        [
            call("Add", Place::UNNUMBERED, Layer::Merge(Merge {}), &[0, 1], 0),
            call(
                "Concatenate",
                Place::UNNUMBERED,
                Layer::Concatenate(Concatenate { axis: 2 }),
                &[1, 1],
                1,
            ),
            call("Dense<8>", Place::UNNUMBERED, dense(8), &[0], 2),
            call("Dense<8>", Place::UNNUMBERED, dense(8), &[1], 3),
            call("tower", Place::UNNUMBERED, dense(8), &[4], 3),
        ],
    );
    assert_eq!(
        misfits(&graph),
        [
            "`Add` needs values of one shape, but `image` is an image of 8 × 8 × 3 and `user` is a vector of 16\n\
             help: write `Flatten(image)`",
            "`Concatenate`: there is no axis 2, as `user` is a vector of 16\n\
             help: the axes are 1, which is also −1",
            "`Dense<8>` needs a vector, but `image` gives an image of 8 × 8 × 3\n\
             help: write `Flatten(image)`, which gives a vector of 192",
            "`tower` was called with a vector of 16 before, but `Dense<8>` is a vector of 8\n\
             help: a layer that is called twice has one set of weights, for one shape; write a second layer for the other",
        ]
    );
}
