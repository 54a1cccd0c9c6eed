use layerproof::prelude::*;

type Round = sequential!(Input<2>, Dense<8, Relu>, Dense<1, Sigmoid>);
type Angled = sequential!(< Input<2>, Dense<8, Relu>, Dense<1, Sigmoid> >);
type Square = sequential![Input<2>, Dense<8, Relu>, Dense<1, Sigmoid>,];
type Braced = sequential! { Input<2>, Dense<8, Relu>, Dense<1, Sigmoid> };

struct Holder {
    net: sequential!(Input<2>, Dense<1>),
}

static ZEROS: Round = Round::zeros();

fn same(a: Round) -> Angled {
    a
}

fn main() {
    let model: Square = same(Braced::zeros());
    assert_eq!(model.predict(&[0.4, 0.7]), ZEROS.predict(&[0.4, 0.7]));
    assert_eq!(Round::PARAMS, 33);
    let holder = Holder { net: <sequential!(Input<2>, Dense<1>)>::zeros() };
    assert_eq!(holder.net.predict(&[0.4, 0.7])[0], 0.0);
}
