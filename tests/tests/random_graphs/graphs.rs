// Drawn by `layerproof_tests::graphs`; written anew with
// LAYERPROOF_BLESS=1 cargo test -p layerproof-tests --lib
use layerproof::prelude::*;

functional! {
    fn Inner0(x0: Input<6, dtype = f64>) -> v2 {
        let v0 = Dense<3, Softmax>(x0);
        let v1 = Average(v0, v0, v0);
        let v2 = Tanh(v1);
    }
}

functional! {
    fn Inner1(x0: Input<3, dtype = f64>) -> v3 {
        let shared0 = Dense<3, Sigmoid>;
        let v0 = shared0(x0);
        let v1 = shared0(v0);
        let shared1 = Dense<3, Sigmoid>;
        let v2 = shared1(v1);
        let v3 = shared1(v2);
    }
}

functional! {
    fn Inner2(x0: Input<3, 2, dtype = f64>) -> v10 {
        let v0 = Exponential(x0);
        let v1 = Linear(v0);
        let v2 = Multiply(v1, v1, v1);
        let v3 = Reshape<2, 3>(x0);
        let v4 = Reshape<1, 2, 3>(v2);
        let v5 = Flatten(v3);
        let v6 = Dense<3, Tanh>(v5);
        let v7 = Flatten(v4);
        let v8 = Dense<3, Tanh>(v7);
        let v9 = Add(v6, v8);
        let v10 = Dense<3>(v9);
    }
}

functional! {
    fn Graph0(x0: Input<2, 3, dtype = f64>, x1: Input<3, dtype = f64>, x2: Input<2, 3, dtype = f64>) -> (v1, v6, v0) {
        let v0 = Maximum(x0, x2);
        let v1 = Dot(v0, x2, axes = (2, 2), normalize = false);
        let v2 = Dense<3, Relu>(x1);
        let v3 = Dense<3, Relu>(v2);
        let v4 = Dense<3>(v3);
        let v5 = Sigmoid(v4);
        let v6 = Minimum(v5, v2);
    }
}
super::test! { several 0 graph0 Graph0 -> (y0, y1, y2): (Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new())) }

functional! {
    fn Graph1(x0: Input<3, dtype = f64>, x1: Input<3, 2, dtype = f64>, x2: Input<3, 2, dtype = f64>) -> (v0, v5, v7) {
        let v0 = Reshape<1, 2, 3>(x2);
        let v1 = Dense<3, Softmax>(x0);
        let v2 = Dense<3>(v1);
        let v3 = Dense<3, Softmax>(v2);
        let shared4 = Dense<3, Tanh>;
        let v4 = shared4(v3);
        let v5 = shared4(v4);
        let v6 = Flatten(x1);
        let v7 = Dense<3, Tanh>(v6);
    }
}
super::test! { several 1 graph1 Graph1 -> (y0, y1, y2): (Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new())) }

functional! {
    fn Graph2(x0: Input<3, dtype = f64>) -> (v6, v0) {
        let shared0 = Dense<3, Relu>;
        let v0 = shared0(x0);
        let v1 = Silu(v0);
        let shared2 = Dense<3, Sigmoid>;
        let v2 = shared2(x0);
        let v3 = shared2(v2);
        let v4 = shared0(v3);
        let v5 = Dense<3, Relu>(v1);
        let v6 = Average(v5, v4);
    }
}
super::test! { several 2 graph2 Graph2 -> (y0, y1): (Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new())) }

functional! {
    fn Graph3(x0: Input<6, dtype = f64>) -> (v3, v11) {
        let shared0 = Model<Inner0>;
        let v0 = shared0(x0);
        let v1 = Tanh(x0);
        let v2 = shared0(v1);
        let v3 = Model<Inner1>(v2);
        let v4 = Dense<3, Sigmoid>(v0);
        let v5 = Model<Inner0>(x0);
        let v6 = Subtract(v5, v4);
        let v7 = Dense<3, Sigmoid>(v6);
        let v8 = Dense<3>(v7);
        let v9 = Dense<3, Relu>(v4);
        let v10 = Add(v8, v9);
        let v11 = Dense<3, Softmax>(v10);
    }
}
super::test! { several 3 graph3 Graph3 -> (y0, y1): (Unpaired(MeanSquaredError::new()), CategoricalCrossentropy::new()) }

functional! {
    fn Graph4(x0: Input<3, 2, dtype = f64>) -> (v4, v6, v7) {
        let v0 = Softplus(x0);
        let shared1 = Silu;
        let v1 = shared1(v0);
        let v2 = Flatten(v1);
        let v3 = shared1(x0);
        let v4 = Model<Inner2>(v3);
        let v5 = Minimum(v0, v3, v1);
        let v6 = Tanh(v5);
        let v7 = Softplus(v2);
    }
}
super::test! { several 4 graph4 Graph4 -> (y0, y1, y2): (Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new())) }

functional! {
    fn Graph5(x0: Input<3, dtype = f64>, x1: Input<2, 3, dtype = f64>, x2: Input<3, dtype = f64>) -> v11 {
        let v0 = Reshape<1, 2, 3>(x1);
        let v1 = Dense<3, use_bias = false>(x0);
        let v2 = Softplus(x0);
        let shared3 = Linear;
        let v3 = shared3(x2);
        let v4 = Model<Inner1>(v3);
        let v5 = shared3(v2);
        let v6 = LeakyRelu<negative_slope = 0.1>(v5);
        let v7 = Model<Inner1>(v6);
        let v8 = Flatten(v0);
        let v9 = Dense<3, Tanh>(v8);
        let v10 = Add(v9, v1, v4, v7);
        let v11 = Dense<3>(v10);
    }
}
super::test! { several 5 graph5 Graph5 -> y0: MeanSquaredError::new() }

functional! {
    fn Graph6(x0: Input<3, dtype = f64>) -> (v3, v8) {
        let shared0 = Dense<3, Sigmoid>;
        let v0 = shared0(x0);
        let v1 = shared0(v0);
        let shared1 = Dense<3, Tanh>;
        let v2 = shared1(x0);
        let v3 = shared1(v2);
        let shared2 = Dense<3, Tanh>;
        let v4 = shared2(v1);
        let v5 = shared0(v4);
        let v6 = Dense<3, Relu>(v5);
        let v7 = Dense<3, Relu>(v6);
        let v8 = shared2(v7);
    }
}
super::test! { several 6 graph6 Graph6 -> (y0, y1): (Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new())) }

functional! {
    fn Graph7(x0: Input<6, dtype = f64>, x1: Input<3, dtype = f64>) -> (v8, v9) {
        let shared0 = Dense<3, Tanh>;
        let v0 = shared0(x1);
        let shared1 = Model<Inner1>;
        let v1 = shared1(v0);
        let v2 = Softmax(v1);
        let v3 = Minimum(x1, v2);
        let v4 = shared0(v3);
        let v5 = Dense<3, Tanh>(v4);
        let v6 = Subtract(v5, x1);
        let v7 = Dense<3, Sigmoid>(v6);
        let v8 = shared1(v7);
        let v9 = Dense<3, Tanh>(x0);
    }
}
super::test! { several 7 graph7 Graph7 -> (y0, y1): (Unpaired(MeanSquaredError::new()), Unpaired(MeanSquaredError::new())) }

functional! {
    fn Graph8(x0: Input<3, dtype = f64>, x1: Input<3, dtype = f64>, x2: Input<2, 3, dtype = f64>) -> v9 {
        let shared0 = Silu;
        let v0 = shared0(x0);
        let v1 = shared0(x1);
        let v2 = shared0(v1);
        let v3 = Dense<3, Tanh>(v2);
        let v4 = Dense<3, Sigmoid>(v3);
        let shared3 = Dense<3, Sigmoid>;
        let v5 = shared3(v0);
        let v6 = shared3(v5);
        let v7 = Multiply(v4, v6);
        let v8 = Dot(x2, v7, axes = (2, 1), normalize = true);
        let v9 = Dense<3, Sigmoid>(v8);
    }
}
super::test! { several 8 graph8 Graph8 -> y0: BinaryCrossentropy::new() }

functional! {
    fn Graph9(x0: Input<3, dtype = f64>, x1: Input<3, dtype = f64>, x2: Input<3, dtype = f64>) -> (v4, v11) {
        let shared0 = Dense<3, Tanh>;
        let v0 = shared0(x1);
        let v1 = Elu(v0);
        let shared2 = LeakyRelu<negative_slope = 0.1>;
        let v2 = shared2(x2);
        let v3 = shared2(v2);
        let v4 = Dense<3>(v1);
        let v5 = Model<Inner1>(x0);
        let v6 = HardSigmoid(v3);
        let v7 = shared0(v2);
        let v8 = Subtract(v7, v6);
        let v9 = Selu(v8);
        let v10 = Add(v5, v9);
        let v11 = Dense<3>(v10);
    }
}
super::test! { several 9 graph9 Graph9 -> (y0, y1): (MeanSquaredError::new(), MeanSquaredError::new()) }

functional! {
    fn Graph10(x0: Input<1, 2, 3, dtype = f64>, x1: Input<1, 2, 3, dtype = f64>) -> v8 {
        let v0 = Tanh(x1);
        let shared1 = Reshape<6>;
        let v1 = shared1(x0);
        let v2 = shared1(v0);
        let v3 = Model<Inner0>(v2);
        let shared3 = Dense<3, Softmax>;
        let v4 = shared3(v1);
        let v5 = shared3(v2);
        let v6 = Average(v5, v3);
        let v7 = Dense<3, Relu>(v6);
        let v8 = Multiply(v7, v4);
    }
}
super::test! { several 10 graph10 Graph10 -> y0: Unpaired(MeanSquaredError::new()) }

functional! {
    fn Graph11(x0: Input<6, dtype = f64>) -> v9 {
        let v0 = Reshape<3, 2>(x0);
        let v1 = Add(v0, v0, v0);
        let v2 = Sigmoid(v1);
        let v3 = Silu(v2);
        let v4 = Model<Inner0>(x0);
        let v5 = Selu(v4);
        let v6 = Dense<3, Sigmoid>(v5);
        let v7 = Model<Inner2>(v3);
        let v8 = Dense<3, Tanh>(v7);
        let v9 = Dot(v6, v8, axes = (1, 1), normalize = true);
    }
}
super::test! { one 11 graph11 Graph11 -> y0: Unpaired(MeanSquaredError::new()) }
