//! Layers that are frozen, and those that still learn.

use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<3>,
        features: Dense<6, Tanh>,
        head: Dense<2>,
    }
}

sequential! {
    struct Head {
        Input<6>,
        head: Dense<2>,
    }
}

functional! {
    fn Towers(left: Input<2>, right: Input<2>) -> y {
        let tower = Dense<3, Tanh>;
        let y = Dense<1>(Concatenate(tower(left), tower(right)));
    }
}

const SAMPLES: usize = 21;

fn data() -> ([[f32; 3]; SAMPLES], [[f32; 2]; SAMPLES]) {
    let number = |i: usize, j: usize| ((i * 31 + j * 17) % 19) as f32 / 19.0 - 0.5;
    (
        core::array::from_fn(|i| core::array::from_fn(|j| number(i, j))),
        core::array::from_fn(|i| core::array::from_fn(|j| number(i, 5 + j))),
    )
}

/// A model whose first layer is frozen learns as its last layer alone does, from what the first one gives: the same bits.
fn learns_as_the_rest<O: Optimizer<Itself: 'static>>(name: &str, optimizer: impl Fn() -> O) {
    let (x, y) = data();
    let start = Net::new(7);
    let fit = Fit::new().batch_size(5).epochs(4);
    let mut whole = Net::new(7).into_trainer(MeanSquaredError::new(), optimizer(), ());
    whole.freeze("features").unwrap();
    whole.fit(&x, &y, &fit).unwrap();
    assert!(whole.model().features == start.features, "{name}");
    assert!(whole.model().head != start.head, "{name}");

    // What the first layer gives, by the crate's own kernels.
    let hidden: Vec<SVector<f32, 6>> = {
        let mut probe = Probe::zeros();
        probe.features = start.features;
        x.iter().map(|x| probe.predict(x)).collect()
    };
    let mut head = Head::zeros();
    head.head = start.head;
    let mut alone = head.into_trainer(MeanSquaredError::new(), optimizer(), ());
    alone.fit(&hidden, &y, &fit).unwrap();
    assert!(whole.model().head == alone.model().head, "{name}");
}

sequential! {
    struct Probe {
        Input<3>,
        features: Dense<6, Tanh>,
    }
}

#[test]
fn a_frozen_layer_neither_moves_nor_counts() {
    learns_as_the_rest("sgd", || Sgd::new(0.1));
    learns_as_the_rest("decay and norm", || {
        Sgd::new(0.1).momentum(0.9).weight_decay(0.1).global_clipnorm(0.1)
    });
    learns_as_the_rest("adam", || Adam::new(0.05).weight_decay(0.1));
    learns_as_the_rest("lion", || Lion::new(0.01).weight_decay(0.1));
    learns_as_the_rest("ftrl", || Ftrl::new(0.1).l1_regularization_strength(0.01));
    learns_as_the_rest("ema", || {
        Adam::new(0.05).use_ema().ema_momentum(0.7).ema_overwrite_frequency(3)
    });
    learns_as_the_rest("accumulated", || RmsProp::new(0.01).gradient_accumulation_steps(2));
}

#[test]
fn a_layer_learns_again_once_it_is_free() {
    let (x, y) = data();
    let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.1), ());
    trainer.freeze("features").unwrap();
    trainer.freeze("head").unwrap();
    trainer.train_step(&x, &y).unwrap();
    assert!(*trainer.model() == Net::new(7));
    // A frozen layer that is set by hand stays as it was set.
    trainer.model_mut().features.bias[2] = 0.75;
    trainer.train_step(&x, &y).unwrap();
    assert_eq!(trainer.model().features.bias[2], 0.75);
    trainer.unfreeze("features").unwrap();
    trainer.train_step(&x, &y).unwrap();
    assert!(trainer.model().features != Net::new(7).features);
    assert!(trainer.model().head == Net::new(7).head);
    trainer.unfreeze("head").unwrap();
    trainer.train_step(&x, &y).unwrap();
    assert!(trainer.model().head != Net::new(7).head);
}

#[test]
fn a_layer_of_a_graph_is_frozen_by_its_name() {
    let (left, right) = ([[0.1, 0.2], [0.5, -0.3]], [[0.4, 0.1], [-0.2, 0.3]]);
    let mut model = Towers::new(7);
    let mut compiled = model.compile(MeanSquaredError::new(), Adam::new(0.1), ());
    compiled.freeze("tower").unwrap();
    compiled
        .fit((&left, &right), &[[1.0], [0.5]], &Fit::new().epochs(3))
        .unwrap();
    assert!(model.tower == Towers::new(7).tower);
    assert!(model.y != Towers::new(7).y);
}

#[test]
fn a_name_that_there_is_not_is_an_error() {
    let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Sgd::new(0.1), ());
    for error in [trainer.freeze("dense_1"), trainer.unfreeze("Features")] {
        let text = error.unwrap_err().to_string();
        assert!(
            text.ends_with("with parameters; there are `features`, `head`"),
            "{text}"
        );
    }
}
