//! The sentence of each mistake, as it stands in an error.

use layerproof_rules::{Chain, Layer, MOST_PARAMETERS, Padding, Place, Shape, Step, zero};

const fn dense(units: usize) -> Layer {
    Layer::Dense {
        units,
        use_bias: true,
        softmax: false,
    }
}

const fn conv2d(filters: usize, size: usize) -> Layer {
    Layer::Conv2d {
        filters,
        kernel_size: (size, size),
        strides: (1, 1),
        padding: Padding::Valid,
        use_bias: true,
        softmax: false,
    }
}

const fn input(source: &'static str) -> Place<'static> {
    Place { position: 0, source }
}

const fn step(source: &'static str, layer: Layer) -> Step {
    Step { source, layer }
}

fn misfits<const N: usize>(chain: &Chain<N>) -> Vec<String> {
    (1..=N)
        .flat_map(|position| [chain.check_layer(position), chain.check_softmax(position)])
        .flatten()
        .map(|message| message.to_string())
        .collect()
}

#[test]
fn a_kernel_larger_than_its_input() {
    const CHAIN: Chain<4> = Chain::new(
        input("Input<16, 16, 1>"),
        Shape::Image(16, 16, 1),
        [
            step("Conv2d<8, 3, 3>", conv2d(8, 3)),
            step(
                "MaxPooling2d<4, 4>",
                Layer::MaxPooling2d {
                    pool_size: (4, 4),
                    strides: (4, 4),
                    padding: Padding::Valid,
                },
            ),
            step("Conv2d<16, 5, 5>", conv2d(16, 5)),
            // Silent: what it gets is unknown.
            step("Flatten", Layer::Flatten),
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
    let chain = Chain::new(
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
    let chain = Chain::new(
        input("Input<64>"),
        Shape::Vector(64),
        [step("GlobalAveragePooling2d", Layer::GlobalAveragePooling2d)],
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
    let chain = Chain::new(
        input("Input<10>"),
        Shape::Vector(10),
        [step("Reshape<4, 4, 2>", Layer::Reshape(Shape::Image(4, 4, 2)))],
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
    let chain = Chain::new(
        input("Input<2>"),
        Shape::Vector(2),
        [
            step("Dense<1>", dense(1)),
            step("Softmax", Layer::Activation { softmax: true }),
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
    let chain = Chain::new(
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
    let large = MOST_PARAMETERS / 4;
    let chain = Chain::new(
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
    let chain = Chain::new(
        input("Input<2>"),
        Shape::Vector(2),
        [step("Dense<0>", dense(0)), step("Flatten", Layer::Flatten)],
    );
    assert!(misfits(&chain).is_empty());
}
