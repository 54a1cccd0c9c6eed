use layerproof::prelude::*;

sequential! {
    struct Tower {
        Input<12>,
        Dense<3>,
    }
}

sequential! {
    struct Picture {
        Input<4, 4, 1>,
        Conv2d<2, 3, 3>,
    }
}

functional! {
    fn Match(words: Input<12>, image: Input<4, 4, 1>) -> y {
        let tower = Model<Tower>;
        let picture = Model<Picture>;
        let y = Dense<1, Sigmoid>(Concatenate(tower(words), picture(image)));
    }
}

fn main() {}

// mend: tower(words), picture(image) => tower(words), Flatten(picture(image))
